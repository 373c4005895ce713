/**
 * Changed recordings, made from the published format alone: bytes as they come, and frames, texts, states and packs
 * whose checksums fit what was changed. For {@code MutantsMain}, which hands them to every command that reads.
 */
package dev.nestor.cli.mutant;
