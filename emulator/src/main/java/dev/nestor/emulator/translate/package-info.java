/**
 * Translates hot guest code to JVM bytecode: regions of a function, each a hidden class. The door is
 * {@link dev.nestor.emulator.translate.Translator}. May import {@code arch}, {@code memory}, {@code cpu}, {@code mmu},
 * {@code isa} and, alone in this module, ASM.
 */
@NullMarked
package dev.nestor.emulator.translate;

import org.jspecify.annotations.NullMarked;
