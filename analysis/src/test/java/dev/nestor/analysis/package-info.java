/** Tests of analysis as a whole: events in, answers out. */
package dev.nestor.analysis;
