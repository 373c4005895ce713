package dev.nestor.tidy;

/** What {@link dev.nestor.tidy.sample.Leaf} uses. */
public final class TidySample {
    private TidySample() {}
}
