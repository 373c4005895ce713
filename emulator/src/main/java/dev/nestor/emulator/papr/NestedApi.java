package dev.nestor.emulator.papr;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which nested API the L0 offers to its L1. */
public enum NestedApi {
    /** H_ENTER_NESTED: the whole L2 state goes back and forth. */
    V1(1),
    /** H_GUEST_*: the L0 keeps the L2's state; guest state buffers carry what changes. */
    V2(2);

    private final int number;

    NestedApi(int number) {
        this.number = number;
    }

    /** 1 or 2, as events carry it. */
    public int number() {
        return number;
    }

    /** As the command line writes it: v1 or v2. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The API written as v1 or v2, or null. */
    public static @Nullable NestedApi parse(String text) {
        for (NestedApi api : values()) {
            if (api.text().equals(text)) {
                return api;
            }
        }
        return null;
    }
}
