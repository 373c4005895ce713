/** Tests of the command: called in this process, its streams caught. */
package dev.nestor.cli;
