package dev.nestor.replayer.explain;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.mmu.TranslationSet;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.List;

/**
 * The digest by which two runs are compared: of all saved state but for the counts of what passed the doors, which
 * differ as soon as one run has an input more, and say nothing about the guest.
 */
final class ComparedDigest implements StateWriter {

    /** Fields of the machine itself that are left out. */
    static final List<String> LEFT_OUT = List.of("inputs_applied", "last_memory_digest", "next_sequence");

    private final StateDigest digest = new StateDigest();
    private int depth;

    private ComparedDigest() {}

    /** Of everything. */
    static long of(Machine machine) {
        ComparedDigest compared = new ComparedDigest();
        machine.save(compared);
        return compared.digest.value();
    }

    /** Of the registers that run on each vCPU, and of time. */
    static long ofRegisters(Machine machine) {
        StateDigest digest = new StateDigest();
        digest.putLong("moment", machine.moment());
        for (int i = 0; i < machine.config().vcpus(); i++) {
            Vcpu vcpu = machine.vcpu(i);
            digest.putBoolean("nested", vcpu.isNested());
            digest.putState("registers", vcpu.s);
        }
        return digest.value();
    }

    @Override
    public void putLong(String name, long value) {
        if (depth > 0 || !LEFT_OUT.contains(name)) {
            digest.putLong(name, value);
        }
    }

    @Override
    public void putLongs(String name, long[] values) {
        digest.putLongs(name, values);
    }

    @Override
    public void putBytes(String name, byte[] bytes, int offset, int length) {
        digest.putBytes(name, bytes, offset, length);
    }

    @Override
    public void putState(String name, Stateful object) {
        // Both keep their digest up to date, which is the same and takes no walk through all that they hold.
        if (object instanceof GuestMemory memory) {
            digest.putLong(name, memory.digest());
        } else if (object instanceof TranslationSet translations) {
            digest.putLong(name, translations.digest());
        } else {
            depth++;
            object.save(this);
            depth--;
        }
    }

    @Override
    public void begin(String name) {}

    @Override
    public void end() {}
}
