/**
 * Pictures: one self-contained HTML page about a recording, or about two. No scripts; every picture has its numbers.
 */
@NullMarked
package dev.nestor.analysis.page;

import org.jspecify.annotations.NullMarked;
