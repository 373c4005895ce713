package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.fault.ContinueTokens;
import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.fault.FaultRule;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallRow;
import org.jspecify.annotations.Nullable;

/** Answers hypercalls with the codes that faults on purpose ask for, before anything serves the call. */
final class CallFaults {
    private static final String GUEST = "guest_id";
    private static final String VCPU = "vcpu_id";
    private static final String TOKEN = "continue_token";

    private final FaultBook faults;

    CallFaults(FaultBook faults) {
        this.faults = faults;
    }

    /** Whether the arguments of a call name a guest. */
    static boolean namesGuest(HcallRow<?> row) {
        return row.arguments().contains(GUEST);
    }

    /** Whether the arguments of a call name a vCPU. */
    static boolean namesVcpu(HcallRow<?> row) {
        return row.arguments().contains(VCPU);
    }

    /**
     * The call in {@code frame} was made: the rule that answers it, or null.
     *
     * <p>A call that continues from a token must give the one that the last busy answer gave, and gets another one in
     * R4 when it is busy again; one with a wrong token is left to its handler, which refuses it.
     */
    @Nullable
    FaultRule strike(HcallFrame frame) {
        HcallRow<?> row = faults.isEmpty() ? null : HcallTable.row(frame.opcode());
        if (row == null) {
            return null;
        }
        int tokenAt = row.arguments().indexOf(TOKEN);
        ContinueTokens tokens = faults.tokens();
        if (tokenAt >= 0 && !tokens.isGood(frame.argument(tokenAt))) {
            return null;
        }
        FaultBook.Place place = new FaultBook.Place(
                row.name(),
                row.opcode(),
                frame.vcpu().index(),
                argument(frame, row, GUEST),
                argument(frame, row, VCPU));
        FaultRule rule =
                faults.strike(FaultEffect.Kind.ANSWER, place, frame.vcpu().moment());
        if (rule != null && tokenAt >= 0) {
            tokens.take(frame.argument(tokenAt));
            if (rule.effect().isBusy()) {
                frame.output(0, tokens.issue());
            }
        }
        return rule;
    }

    private static long argument(HcallFrame frame, HcallRow<?> row, String name) {
        int at = row.arguments().indexOf(name);
        return at < 0 ? FaultBook.NOBODY : frame.argument(at);
    }
}
