/**
 * The command {@code nestor}: one small class per command, which parses, calls a front door and prints. Results go to
 * standard output, remarks and progress to standard error; {@link dev.nestor.cli.ExitCode} lists how it can end. May
 * import everything.
 */
@NullMarked
package dev.nestor.cli;

import org.jspecify.annotations.NullMarked;
