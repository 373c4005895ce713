package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.fault.FaultRule;
import dev.nestor.emulator.fault.MalformedRuleException;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import org.jspecify.annotations.Nullable;

/** Whether a fault rule can strike in an L0 of a configuration, beyond what its text alone says. */
public final class FaultChecks {
    private static final int WORD_BYTES = 8;

    private FaultChecks() {}

    /** Why the rule that {@code text} writes can't be arranged under {@code config}, in one line; null when it can. */
    public static @Nullable String problem(String text, HypervisorConfig config) {
        try {
            return problem(FaultRule.parse(text), config);
        } catch (MalformedRuleException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String problem(FaultRule rule, HypervisorConfig config) {
        HcallRow<?> row = rowOf(rule.call());
        boolean corrupts = rule.effect().detail() == FaultEffect.Detail.BITS;
        if (row != null && !row.offered().isUnder(config.api())) {
            return "call=" + rule.call() + " is not offered under "
                    + config.api().text();
        }
        if (row != null && !corrupts && rule.guest() != FaultRule.EVERYBODY && !CallFaults.namesGuest(row)) {
            return "call=" + rule.call() + " names no guest; leave guest= out";
        }
        if (row != null && !corrupts && rule.vcpu() != FaultRule.EVERYBODY && !CallFaults.namesVcpu(row)) {
            return "call=" + rule.call() + " names no vCPU; leave vcpu= out";
        }
        if (rule.call().equals(FaultEffect.L1_EXTERNAL) && rule.guest() != FaultRule.EVERYBODY) {
            return "call=" + FaultEffect.L1_EXTERNAL + " is of the L1, which is no guest; leave guest= out";
        }
        return corrupts ? elementProblem(rule, config) : null;
    }

    private static @Nullable String elementProblem(FaultRule rule, HypervisorConfig config) {
        int bytes = config.api() == NestedApi.V2 ? elementBytes(rule, config) : fieldBytes(rule.element());
        if (bytes == 0) {
            return "element=" + rule.element() + ": no such value crosses in " + rule.call() + " under "
                    + config.api().text();
        }
        if (rule.bit() >= 8 * bytes || rule.xor().bitLength() > 8 * bytes) {
            return "element=" + rule.element() + " has " + 8 * bytes + " bits, fewer than this rule changes";
        }
        return null;
    }

    private static int elementBytes(FaultRule rule, HypervisorConfig config) {
        for (GuestStateElement row : GuestStateElement.values()) {
            boolean crosses =
                    rule.effect() == FaultEffect.CORRUPTED_IN ? row.isWritable() : row.isReadable(config.profile());
            for (int i = 0; crosses && i < row.count(); i++) {
                if (row.nameOf(row.id(i)).equals(rule.element())) {
                    return row.isKnown(config.profile()) ? row.sizeBytes(config.profile()) : 0;
                }
            }
        }
        return 0;
    }

    private static int fieldBytes(String name) {
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            if (field.name().equals(name)) {
                return field.sizeBytes();
            }
        }
        for (PtRegsLayout field : PtRegsLayout.values()) {
            for (int i = 0; i < field.count(); i++) {
                if (field.nameOf(i).equals(name)) {
                    return WORD_BYTES;
                }
            }
        }
        return 0;
    }

    private static @Nullable HcallRow<?> rowOf(String name) {
        for (HcallRow<?> row : HcallTable.rows()) {
            if (row.name().equals(name)) {
                return row;
            }
        }
        return null;
    }
}
