/**
 * The rows of special-purpose registers, system linkage, caches, translations, doorbells and cache-inhibited storage.
 *
 * @see "Power ISA 3.1, Book II, chapter 4; Book III"
 */
@NullMarked
package dev.nestor.emulator.isa.system;

import org.jspecify.annotations.NullMarked;
