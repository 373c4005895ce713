package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.hypervisor.nested.RptInvalidateHcalls;
import dev.nestor.emulator.hypervisor.nested.v1.NestedV1;
import dev.nestor.emulator.hypervisor.nested.v2.NestedV2;
import dev.nestor.emulator.hypervisor.partition.ConsoleHcalls;
import dev.nestor.emulator.hypervisor.partition.InterruptHcalls;
import dev.nestor.emulator.hypervisor.partition.ModeHcalls;
import dev.nestor.emulator.hypervisor.partition.PlatformHcalls;
import dev.nestor.emulator.hypervisor.partition.VpaHcalls;
import dev.nestor.emulator.hypervisor.partition.WaitHcalls;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of all hypercalls by number, joined with the objects that serve them. */
public final class HcallTable {
    private static final int OPCODE_MAX = 0x1_0000;
    private static final @Nullable HcallRow<?>[] BY_OPCODE = byOpcodeTable(joinRows());
    private static final List<HcallRow<?>> ROWS = ascending();

    private final NestedApi api;
    private final @Nullable Object[] services = new Object[OPCODE_MAX / 4];

    /**
     * The calls of an L0.
     *
     * @param api which API's calls are offered
     * @param instances one object of each class that a row of that API names as its service
     */
    HcallTable(NestedApi api, List<Object> instances) {
        this.api = api;
        for (HcallRow<?> row : ROWS) {
            if (row.isServed() && row.offered().isUnder(api)) {
                services[row.opcode() / 4] = serviceOf(row, instances);
            }
        }
    }

    /** Every row by ascending number. */
    public static List<HcallRow<?>> rows() {
        return ROWS;
    }

    /** The row with a number of R3, or null. */
    public static @Nullable HcallRow<?> row(long opcode) {
        boolean legal = opcode >= 0 && opcode < OPCODE_MAX && (opcode & 3) == 0;
        return legal ? BY_OPCODE[(int) opcode / 4] : null;
    }

    /** Whether a call that does not enter an L2 may come back with {@code code}: only what its row lists, may. */
    public boolean mayAnswer(long opcode, long code, Profile profile) {
        ReturnCode named = ReturnCode.byNumber(code);
        HcallRow<?> row = row(opcode);
        if (row == null || !row.offered().isUnder(api)) {
            return named == ReturnCode.H_FUNCTION || named == ReturnCode.H_PRIVILEGE;
        }
        return named != null && row.mayAnswer(named, profile);
    }

    /** Dispatches the call in {@code frame}: H_FUNCTION for a number without a row, an offer or a handler. */
    HcallOutcome dispatch(HcallFrame frame) {
        HcallRow<?> row = row(frame.opcode());
        if (row == null || !row.offered().isUnder(api)) {
            return frame.answer(ReturnCode.H_FUNCTION);
        }
        Object service = services[row.opcode() / 4];
        return service == null ? frame.answer(ReturnCode.H_FUNCTION) : row.call(service, frame);
    }

    private static Object serviceOf(HcallRow<?> row, List<Object> instances) {
        for (Object instance : instances) {
            if (row.service().isInstance(instance)) {
                return instance;
            }
        }
        throw new IllegalStateException(row.name() + " has a handler, but nothing of " + row.service() + " serves it");
    }

    private static List<HcallRow<?>> joinRows() {
        List<HcallRow<?>> rows = new ArrayList<>();
        rows.addAll(ConsoleHcalls.ROWS);
        rows.addAll(WaitHcalls.ROWS);
        rows.addAll(VpaHcalls.ROWS);
        rows.addAll(ModeHcalls.ROWS);
        rows.addAll(PlatformHcalls.ROWS);
        rows.addAll(InterruptHcalls.ROWS);
        rows.addAll(RptInvalidateHcalls.ROWS);
        rows.addAll(NestedV1.ROWS);
        rows.addAll(NestedV2.ROWS);
        rows.addAll(UnservedHcalls.ROWS);
        return rows;
    }

    private static @Nullable HcallRow<?>[] byOpcodeTable(List<HcallRow<?>> rows) {
        @Nullable HcallRow<?>[] table = new HcallRow<?>[OPCODE_MAX / 4];
        for (HcallRow<?> row : rows) {
            if (table[row.opcode() / 4] != null) {
                throw new IllegalStateException("hypercall number " + row.opcode() + " is used twice");
            }
            table[row.opcode() / 4] = row;
        }
        return table;
    }

    private static List<HcallRow<?>> ascending() {
        List<HcallRow<?>> rows = new ArrayList<>();
        for (HcallRow<?> row : BY_OPCODE) {
            if (row != null) {
                rows.add(row);
            }
        }
        return List.copyOf(rows);
    }
}
