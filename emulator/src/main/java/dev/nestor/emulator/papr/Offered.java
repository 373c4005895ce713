package dev.nestor.emulator.papr;

/** Under which nested API a hypercall is there; under another it answers H_FUNCTION. */
public enum Offered {
    /** Always. */
    ALWAYS(true, true),
    /** Only to an L1 that is offered the v1 API. */
    V1(true, false),
    /** Only to an L1 that is offered the v2 API. */
    V2(false, true);

    private final boolean underV1;
    private final boolean underV2;

    Offered(boolean underV1, boolean underV2) {
        this.underV1 = underV1;
        this.underV2 = underV2;
    }

    /** Whether the call is there under {@code api}. */
    public boolean isUnder(NestedApi api) {
        return api == NestedApi.V1 ? underV1 : underV2;
    }
}
