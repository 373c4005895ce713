/** A dataset read by Apache Spark; built and run with {@code -Pspark} only. */
package dev.nestor.spark;
