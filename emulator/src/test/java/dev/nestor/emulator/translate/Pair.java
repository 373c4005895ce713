package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.Decoder;
import dev.nestor.emulator.interpret.ExecutionEngine;
import dev.nestor.emulator.interpret.Interpreter;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.VcpuHost;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.StateDigest;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Two vCPUs with memories of their own, one run by each engine, which must stay equal. */
final class Pair {
    private static final long MEMORY_BYTES = 0x10_0000;
    private static final int[] VECTORS = {
        0x300, 0x380, 0x400, 0x480, 0x600, 0x700, 0x800, 0x900, 0xC00, 0xD00, 0xE40, 0xF00, 0xF20, 0xF40, 0xF60, 0xF80
    };
    /** mtsprg0 r3; mfsrr0 r3; addi r3,r3,4; mtsrr0 r3; mfsprg0 r3; rfid. */
    private static final int[] SKIP = {0x7C7043A6, 0x7C7A02A6, 0x38630004, 0x7C7A03A6, 0x7C7042A6, 0x4C000024};

    private static final int HOT = 3;

    private static final VcpuHost ALONE = new VcpuHost() {
        @Override
        public void invalidateTranslations(
                Vcpu who, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage) {
            who.mem.translations().clear();
            who.mem.translationsRemoved();
        }

        @Override
        public long nextRandom() {
            return 0x0123_4567_89AB_CDEFL;
        }
    };

    private static final class Side {
        final GuestMemory memory = new GuestMemory(MEMORY_BYTES);
        final Vcpu vcpu = new Vcpu(0, memory, ALONE);
        final CodePages code;
        final ExecutionEngine engine;
        long moment;

        Side(int hot) {
            code = new CodePages(memory, new Decoder());
            engine = hot > 0 ? new Translator(memory, code, hot) : new Interpreter(code);
        }

        void run(long count) {
            long end = moment + count;
            while (moment < end) {
                engine.run(vcpu, moment, end - moment);
                moment = vcpu.moment();
                vcpu.setMoment(moment);
            }
        }
    }

    private final Side reference = new Side(0);
    private final Side translated;

    Pair() {
        this(HOT);
    }

    /**
     * Handlers that skip the instruction that failed stand at the vectors. What was interpreted {@code hot} times is
     * translated.
     */
    Pair(int hot) {
        translated = new Side(hot);
        both(side -> {
            for (int vector : VECTORS) {
                for (int i = 0; i < SKIP.length; i++) {
                    side.memory.writeBe32(vector + 4L * i, SKIP[i]);
                }
            }
        });
    }

    /** Changes the registers of both. */
    void registers(Consumer<CpuState> change) {
        both(side -> {
            change.accept(side.vcpu.s);
            side.vcpu.mem.contextChanged(side.vcpu.s);
        });
    }

    /** Puts words at {@code address} of both. */
    void code(long address, boolean little, int... words) {
        both(side -> {
            for (int i = 0; i < words.length; i++) {
                if (little) {
                    side.memory.writeLe32(address + 4L * i, words[i]);
                } else {
                    side.memory.writeBe32(address + 4L * i, words[i]);
                }
            }
        });
    }

    /** Runs both for {@code count} instructions and compares registers and translations. */
    void run(long count, String where) {
        both(side -> side.run(count));
        CpuState a = reference.vcpu.s;
        CpuState b = translated.vcpu.s;
        for (int n = 0; n < 32; n++) {
            assertEquals(Long.toHexString(a.gpr[n]), Long.toHexString(b.gpr[n]), "GPR" + n + where);
        }
        assertEquals(Long.toHexString(a.nia), Long.toHexString(b.nia), "NIA" + where);
        assertEquals(Integer.toHexString(a.cr), Integer.toHexString(b.cr), "CR" + where);
        assertEquals(Long.toHexString(a.xer()), Long.toHexString(b.xer()), "XER" + where);
        assertEquals(Long.toHexString(a.lr), Long.toHexString(b.lr), "LR" + where);
        assertEquals(Long.toHexString(a.ctr), Long.toHexString(b.ctr), "CTR" + where);
        assertEquals(Long.toHexString(a.cfar), Long.toHexString(b.cfar), "CFAR" + where);
        assertEquals(StateDigest.of(reference.vcpu), StateDigest.of(translated.vcpu), "registers" + where);
    }

    /** Compares the memories. */
    void compareMemory(String where) {
        assertEquals(reference.memory.digest(), translated.memory.digest(), "memory" + where);
    }

    /** How often translated code became stale. */
    int staleRegions() {
        return ((Translator) translated.engine).changes();
    }

    /** How many regions were made. */
    int regionsMade() {
        return ((Translator) translated.engine).regionsMade();
    }

    /** How many classes were made for rounds. */
    int roundsMade() {
        return ((Translator) translated.engine).rounds().made();
    }

    /** Compiles what {@link #shapeAt} tells, beside what the engine made itself. */
    void compileAt(long address) {
        assertNotNull(RegionCompiler.compile((Translator) translated.engine, shapeAt(address), 0));
    }

    /** The registers of the reference. */
    CpuState state() {
        return reference.vcpu.s;
    }

    private void both(Consumer<Side> action) {
        action.accept(reference);
        action.accept(translated);
    }

    /** What a region that is entered at {@code address} would consist of. */
    RegionShape shapeAt(long address) {
        return shapeKnowing(address);
    }

    /** The same, where branches to CTR are known to go to {@code targets}. */
    RegionShape shapeKnowing(long address, long... targets) {
        Translator engine = (Translator) translated.engine;
        return new RegionShape(
                translated.vcpu.mem,
                translated.code,
                address,
                100,
                a -> {
                    BranchTargets known = new BranchTargets(engine);
                    LongStream.of(targets).forEach(known::leftFor);
                    return known;
                },
                new MixedStores(),
                new SpanMisses());
    }
}
