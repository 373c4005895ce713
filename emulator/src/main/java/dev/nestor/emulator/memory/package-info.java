/**
 * The memory of the L1 partition: paged, byte order in the name of each access, with dirty and code pages tracked. May
 * import {@code arch} and {@code state}.
 */
@NullMarked
package dev.nestor.emulator.memory;

import org.jspecify.annotations.NullMarked;
