/**
 * Address translation: {@link dev.nestor.emulator.mmu.RadixWalker} walks process- and partition-scoped trees and
 * composes them, {@link dev.nestor.emulator.mmu.TranslationSet} is the architected set of cached translations of a
 * vCPU, and {@link dev.nestor.emulator.mmu.AddressTranslator} is what loads, stores and fetches go through. May import
 * {@code arch}, {@code state}, {@code memory} and {@code cpu}.
 */
@NullMarked
package dev.nestor.emulator.mmu;

import org.jspecify.annotations.NullMarked;
