package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.Decoder;
import dev.nestor.emulator.interpret.ExecutionEngine;
import dev.nestor.emulator.interpret.Interpreter;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.VcpuHost;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.StateDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One vCPU over memory with an ELF image in it and nothing around it but a console and a switch. */
final class BareMachine {
    private static final long H_PUT_TERM_CHAR = 0x58;
    private static final long H_RTAS = 0xF000;
    private static final long H_FUNCTION = -2;

    final GuestMemory memory;
    final Vcpu vcpu;
    final ExecutionEngine engine;
    final StringBuilder console = new StringBuilder();
    long moment;
    boolean isOff;

    BareMachine(byte[] elf, long memoryBytes, boolean translates) {
        memory = new GuestMemory(memoryBytes);
        vcpu = new Vcpu(0, memory, new VcpuHost() {
            @Override
            public void invalidateTranslations(
                    Vcpu who, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage) {
                who.mem.translations().removePartition(0);
                who.mem.translationsRemoved();
            }

            @Override
            public long nextRandom() {
                return 0x0123_4567_89AB_CDEFL;
            }
        });
        CodePages code = new CodePages(memory, new Decoder());
        engine = translates ? new Translator(memory, code) : new Interpreter(code);
        vcpu.s.msr = MsrBits.SF | MsrBits.ME;
        vcpu.s.nia = load(elf);
        vcpu.mem.contextChanged(vcpu.s);
    }

    private long load(byte[] elf) {
        ByteOrder order = elf[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer file = ByteBuffer.wrap(elf).order(order);
        int headers = (int) file.getLong(32);
        for (int i = 0; i < file.getShort(56); i++) {
            int header = headers + i * file.getShort(54);
            if (file.getInt(header) == 1) {
                memory.write(file.getLong(header + 24), elf, (int) file.getLong(header + 8), (int)
                        file.getLong(header + 32));
            }
        }
        return file.getLong(24);
    }

    /** Runs {@code count} instructions, or fewer when it is switched off; horizons at multiples of {@code horizon}. */
    void run(long count, long horizon) {
        long end = moment + count;
        while (moment < end && !isOff) {
            long budget = Math.min(end - moment, horizon - moment % horizon);
            int outcome = engine.run(vcpu, moment, budget);
            moment = vcpu.moment();
            vcpu.setMoment(moment);
            if (outcome == Outcome.HYPERCALL) {
                hypercall();
            }
        }
    }

    private void hypercall() {
        long[] gpr = vcpu.s.gpr;
        if (gpr[3] == H_PUT_TERM_CHAR) {
            for (int i = 0; i < gpr[5]; i++) {
                console.append((char) (gpr[6 + i / 8] >>> 56 - 8 * (i % 8) & 0xFF));
            }
            gpr[3] = 0;
        } else if (gpr[3] == H_RTAS) {
            isOff = true;
        } else {
            gpr[3] = H_FUNCTION;
        }
    }

    long digest() {
        return StateDigest.of(vcpu) ^ memory.digest();
    }
}
