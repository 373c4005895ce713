package dev.nestor.tidy.sample;

import dev.nestor.tidy.TidySample;

/** A class that uses one of the package above it. */
public final class Leaf {
    /** The one use. */
    public TidySample used;
}
