package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import java.util.EnumSet;
import java.util.Set;

/**
 * One partition under fire: hypercalls, stretches of L1 and L2 code, damage to tables, saving and restoring, all chosen
 * by a seed, which also chooses API, profile and number of vCPUs. {@link HcallRules} says what must hold at each step.
 */
final class HcallCampaign {
    private static final int REBUILD_EVERY = 150;
    private static final int BUDGET = 48;

    private final long seed;
    private final int restoreEvery;
    private final Chance chance;
    private final HcallRules rules;
    private FuzzPartition partition;
    private HcallForge forge;
    private int steps;
    private int calls;
    private int entries;

    /**
     * A campaign that did nothing yet.
     *
     * @param restoreEvery after how many steps the partition is replaced by one restored from its saved state, or 0
     */
    HcallCampaign(long seed, int restoreEvery) {
        this(seed, restoreEvery, false);
    }

    /**
     * A campaign that did nothing yet.
     *
     * @param restoreEvery after how many steps the partition is replaced by one restored from its saved state, or 0
     * @param hasDefects whether the L0 has every defect of its API
     */
    HcallCampaign(long seed, int restoreEvery, boolean hasDefects) {
        this.seed = seed;
        this.restoreEvery = restoreEvery;
        this.chance = new Chance(seed);
        NestedApi api = chance.oneIn(3) ? NestedApi.V1 : NestedApi.V2;
        Profile profile = Profile.values()[chance.below(3)];
        HypervisorConfig config = new HypervisorConfig(api, profile, hasDefects ? everyDefect(api) : Defect.NONE);
        this.partition = new FuzzPartition(config, 1 + chance.below(4));
        Landscape.build(partition.memory, chance);
        this.forge = new HcallForge(chance, partition);
        this.rules = new HcallRules(partition);
    }

    /** Makes {@code count} calls; an AssertionError whose message ends with seed and call says what went wrong. */
    HcallCampaign run(int count) {
        try {
            while (calls < count) {
                step();
                steps++;
                if (restoreEvery > 0 && steps % restoreEvery == 0) {
                    restore();
                }
            }
        } catch (RuntimeException | Error e) {
            String place = partition.config() + ", " + partition.vcpuCount() + " vCPUs";
            throw new AssertionError(e + " (" + place + "): seed " + seed + " call " + calls, e);
        }
        return this;
    }

    /** Digest of the partition and of all it stated. */
    long digest() {
        return partition.digest();
    }

    /** How many L2s were entered. */
    int entries() {
        return entries;
    }

    private static Set<Defect> everyDefect(NestedApi api) {
        Set<Defect> defects = EnumSet.allOf(Defect.class);
        defects.removeIf(defect -> defect.api() != api);
        return defects;
    }

    private void step() {
        Vcpu v = partition.vcpu(chance.below(partition.vcpuCount()));
        if (partition.isStopped(v.index())) {
            partition.startVcpu(v.index(), 0, 0);
        }
        v.setMoment(partition.moment());
        int kind = chance.below(80);
        if (kind == 0) {
            Landscape.damage(partition.memory, chance);
        } else if (kind == 1) {
            partition.pass(chance.oneIn(20) ? chance.below(1_000_000) : chance.below(300));
        } else if (kind == 4 && partition.config().api() == NestedApi.V2) {
            forge.edit();
        } else if (v.isNested() && kind < 4) {
            v.exit().set(Interrupt.HYPERVISOR_VIRTUALIZATION, v.s.nia, v.s.msr);
            leave(v);
        } else if (v.isNested() || kind == 2) {
            stretch(v);
        } else {
            call(v);
        }
    }

    private void call(Vcpu v) {
        calls++;
        if (calls % REBUILD_EVERY == 0) {
            Landscape.build(partition.memory, chance);
        }
        forge.prepare(v);
        make(v);
    }

    /** Runs code of whichever level is on {@code v}, and does what the machine does with the outcome. */
    private void stretch(Vcpu v) {
        boolean fromL2 = v.isNested();
        rules.beforeCode(v);
        int outcome = partition.run(v, 1 + chance.below(BUDGET));
        rules.afterCode(v);
        if (outcome == Outcome.EXITED) {
            leave(v);
        } else if (outcome == Outcome.HYPERCALL && fromL2) {
            rules.beforeExit(v);
            partition.hypervisor.nestedHypercall(v);
            if (v.isNested()) {
                rules.afterReflection();
            } else {
                rules.afterExit(v);
            }
        } else if (outcome == Outcome.HYPERCALL) {
            calls++;
            make(v);
        }
    }

    private void leave(Vcpu v) {
        rules.beforeExit(v);
        partition.hypervisor.nestedExit(v);
        rules.afterExit(v);
    }

    private void make(Vcpu v) {
        rules.beforeCall(v);
        HcallOutcome outcome = partition.hypercall(v);
        entries += outcome == HcallOutcome.L2_ENTERED ? 1 : 0;
        rules.afterCall(v, outcome);
    }

    private void restore() {
        long before = partition.digest();
        byte[] saved = SavedState.of(partition);
        FuzzPartition restored = partition.sibling();
        SavedState.into(restored, saved);
        if (restored.digest() != before) {
            throw new IllegalStateException("the restored partition has another digest");
        }
        partition = restored;
        forge = new HcallForge(chance, restored);
        rules.goOnWith(restored);
    }
}
