package dev.nestor.emulator.cpu;

/**
 * What the registers of a context have beside their architected values while translated code runs: fields of CR as the
 * two values whose order they are, so that a comparison need not make bits of it. Meaningful only within such code,
 * which puts CR together before anyone else looks; never saved. Fields and no array: translated code reaches each
 * from the one reference that it keeps at hand anyway.
 */
public abstract class ComparedFields {
    /** The fields of CR, as nibbles of ones, that are such values and not what {@code cr} says. */
    public int kept;
    /** First operand of the last comparison into CR field 0. */
    public long first0;
    /** First operand of the last comparison into CR field 1. */
    public long first1;
    /** First operand of the last comparison into CR field 2. */
    public long first2;
    /** First operand of the last comparison into CR field 3. */
    public long first3;
    /** First operand of the last comparison into CR field 4. */
    public long first4;
    /** First operand of the last comparison into CR field 5. */
    public long first5;
    /** First operand of the last comparison into CR field 6. */
    public long first6;
    /** First operand of the last comparison into CR field 7. */
    public long first7;
    /** Second operand of the last comparison into CR field 0. */
    public long second0;
    /** Second operand of the last comparison into CR field 1. */
    public long second1;
    /** Second operand of the last comparison into CR field 2. */
    public long second2;
    /** Second operand of the last comparison into CR field 3. */
    public long second3;
    /** Second operand of the last comparison into CR field 4. */
    public long second4;
    /** Second operand of the last comparison into CR field 5. */
    public long second5;
    /** Second operand of the last comparison into CR field 6. */
    public long second6;
    /** Second operand of the last comparison into CR field 7. */
    public long second7;

    /** For the registers, which they belong to. */
    protected ComparedFields() {}
}
