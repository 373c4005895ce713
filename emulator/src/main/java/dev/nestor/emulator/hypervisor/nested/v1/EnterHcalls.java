package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.EntryFaults;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.NestedSwitch;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.TransferFaults;
import dev.nestor.emulator.hypervisor.partition.L2TimeCounters;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.isa.NestedExitCause;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * H_ENTER_NESTED: the L2 runs in the registers of the L1 vCPU, loaded from two structures and written back to them.
 *
 * <p>Registers in neither structure (FP, VSX, DEC, DAR, DSISR and other special purpose registers) are the L2's already
 * when the L1 calls, and stay the L2's when it returns. The call returns the vector of the exit in R3.
 */
final class EnterHcalls implements Stateful {
    /** The row. */
    static final List<HcallRow<?>> ROWS = List.of(HcallRow.served(
                    0xF804, "H_ENTER_NESTED", Offered.V1, EnterHcalls.class, EnterHcalls::enter)
            .takes("hv_guest_state", "pt_regs")
            .neverAnswers(
                    ReturnCode.H_SUCCESS,
                    "R3 = 0 is the exit 0x000, of an L0 that wants its vCPU back; this one never does")
            .answers(ReturnCode.H_NOT_AVAILABLE, "no partition table is set")
            .answers(ReturnCode.H_PARAMETER, "a structure is not in memory, or version, lpid or token is wrong")
            .answers(ReturnCode.H_BAD_MODE, "the L2 would enter inside a transaction")
            .answersAs(ProfileChoice.V1_UNREADABLE_REGISTERS, "the register structure is not in memory")
            .neverAnswers(
                    ReturnCode.H_FUNCTION, "Linux: nesting is not enabled for the partition; under v1 it always is")
            .neverAnswers(
                    ReturnCode.H_AUTHORITY,
                    "Linux: the write-back failed; what was readable at the entry stays writable here")
            .neverAnswers(ReturnCode.H_INTERRUPT, "internal to Linux's hypervisor; its L1 sees 0")
            .from("Linux arch/powerpc/kvm/book3s_hv_nested.c, kvmhv_enter_nested_guest; QEMU h_enter_nested"));

    /** Most L2 vCPUs whose instruction counts are remembered; the one more forgets that of the lowest key. */
    private static final int COUNTS_MAX = 4096;

    private static final int TOKEN_MAX = Limits.L2_VCPU_ID_MAX;

    @Derived("configuration")
    private final Profile profile;

    @Derived("configuration")
    private final Set<Defect> defects;

    @Derived("wiring")
    private final PartitionTableRegister tables;

    @Derived("wiring")
    private final NestedVoice voice;

    @Derived("wiring")
    private final PartitionState partition;

    @Derived("wiring")
    private final L2TimeCounters counters;

    @Derived("wiring; the L0 saves what they keep")
    private final TransferFaults transferFaults;

    @Derived("wiring; the L0 saves it")
    private final EntryFaults entryFaults;

    private final V1Run[] runs;

    /** Attempted instructions by lpid and vCPU token, for the events: lpid << 32 | token. */
    private final TreeMap<Long, Long> instructions = new TreeMap<>();

    /** The count at the entry, for each L1 vCPU. */
    private final long[] instructionsFirst;

    EnterHcalls(
            Profile profile,
            Set<Defect> defects,
            GuestMemory memory,
            PartitionTableRegister tables,
            NestedVoice voice,
            PartitionState partition,
            L2TimeCounters counters,
            TransferFaults transferFaults,
            EntryFaults entryFaults,
            int vcpus) {
        this.profile = profile;
        this.defects = defects;
        this.tables = tables;
        this.voice = voice;
        this.partition = partition;
        this.counters = counters;
        this.transferFaults = transferFaults;
        this.entryFaults = entryFaults;
        this.runs = new V1Run[vcpus];
        Arrays.setAll(runs, i -> new V1Run(memory, profile, defects));
        this.instructionsFirst = new long[vcpus];
    }

    private HcallOutcome enter(HcallFrame frame) {
        Vcpu v = frame.vcpu();
        V1Run run = runs[v.index()];
        if (!tables.isSet()) {
            return frame.answer(ReturnCode.H_NOT_AVAILABLE);
        }
        ReturnCode code = read(frame, run);
        if (code == ReturnCode.H_SUCCESS && !transferFaults.isEmpty()) {
            run.cross(transferFaults, frame, NestedVoice.IN);
            code = read(frame, run);
        }
        if (code != ReturnCode.H_SUCCESS) {
            return frame.answer(code);
        }
        transferred(frame, run, NestedVoice.IN);
        start(v, run, (int) run.field(HvGuestStateLayout.LPID), run.field(HvGuestStateLayout.VCPU_TOKEN));
        return frame.entered();
    }

    /** Reads both structures and checks them: the code that the call answers when it is not H_SUCCESS. */
    private ReturnCode read(HcallFrame frame, V1Run run) {
        boolean follows = ProfileChoice.V1_BYTE_ORDER_FOLLOWS_MSR.holds(profile);
        boolean little = !follows || (frame.vcpu().own().msr & MsrBits.LE) != 0;
        if (!run.readState(frame.argument(0), little)) {
            return ReturnCode.H_PARAMETER;
        }
        long lpid = run.field(HvGuestStateLayout.LPID);
        long token = run.field(HvGuestStateLayout.VCPU_TOKEN);
        boolean bounded = ProfileChoice.V1_LPID_IS_BOUNDED.holds(profile);
        if (lpid == 0 || lpid > Limits.GUEST_ID_MAX || bounded && (!tables.holds(lpid) || token > TOKEN_MAX)) {
            return ReturnCode.H_PARAMETER;
        }
        if (!run.readRegisters(frame.argument(1))) {
            return ProfileChoice.V1_UNREADABLE_REGISTERS.code(profile);
        }
        return (run.msr() & NestedSwitch.MSR_TS) != 0 ? ReturnCode.H_BAD_MODE : ReturnCode.H_SUCCESS;
    }

    private void start(Vcpu v, V1Run run, int lpid, long token) {
        CpuState own = v.own();
        run.displace(own);
        V1Sanitiser.apply(own, partition.lpcr(), profile, defects);
        int lpcr = Spr.LPCR.ordinal();
        own.spr[lpcr] = entryFaults.lpcr(v, lpid, token, own.spr[lpcr]);
        long before = instructions.getOrDefault(key(lpid, token), 0L);
        instructionsFirst[v.index()] = before;
        remember(key(lpid, token), before);
        own.nia = NestedSwitch.effectiveNia(own.nia);
        own.instructions = before;
        own.reservation = -1;
        NestedSwitch.startCounters(own, v.timebase());
        if (ProfileChoice.SWITCH_FLUSHES_TRANSLATIONS.holds(profile)) {
            v.mem.translations().removePartition(lpid);
            v.mem.translationsRemoved();
        }
        v.mem.scope().set(lpid, true, tables.dword0(lpid), tables.dword1(lpid));
        long hdecExpiry = run.field(HvGuestStateLayout.HDEC_EXPIRY);
        v.enterNested(own, entryFaults.hdecExpiry(v, lpid, token, hdecExpiry));
        counters.entered(v);
        voice.entered(v, lpid, token);
        FloatResult.beginNested(v);
    }

    /** The L2 on {@code v} leaves for the reason in {@code v.exit()}. */
    void exit(Vcpu v, HcallFrame frame) {
        V1Run run = runs[v.index()];
        CpuState own = v.own();
        NestedExitCause cause = v.exit();
        NestedExit exit = exitOf(cause);
        long lpid = run.field(HvGuestStateLayout.LPID);
        long token = run.field(HvGuestStateLayout.VCPU_TOKEN);
        voice.exited(v, lpid, token, exit, cause);
        own.nia = cause.nia();
        own.msr = cause.msr();
        if (exit == NestedExit.HFAC) {
            int slot = Spr.HFSCR.ordinal();
            own.spr[slot] = NestedSwitch.hfscrWithCause(own.spr[slot], cause, defects);
        }
        remember(key(lpid, token), own.instructions);
        NestedSwitch.stopCounters(own, v.timebase());
        run.writeBack(own, exit, cause);
        run.restore(own, instructionsFirst[v.index()]);
        own.spr[Spr.LPCR.ordinal()] = partition.lpcr();
        partition.enterScopeOfL1(v);
        v.leaveNested();
        counters.exited(v);
        entryFaults.exited(v);
        if (!transferFaults.isEmpty()) {
            run.cross(transferFaults, frame, NestedVoice.OUT);
        }
        transferred(frame, run, NestedVoice.OUT);
        frame.answer(exit.vector());
    }

    private NestedExit exitOf(NestedExitCause cause) {
        NestedExit exit = NestedExit.of(cause.interrupt());
        boolean doorbell = exit == NestedExit.HFAC && cause.facility() == Facility.MSGP.cause();
        return doorbell && defects.contains(Defect.DOORBELL_VECTOR) ? NestedExit.HEAI : exit;
    }

    /** sc 1 in the L2 always exits: the L1 looks at MSR[PR] itself. */
    void hypercall(Vcpu v, HcallFrame frame) {
        v.exit().set(Interrupt.SYSTEM_CALL, v.s.nia, v.s.msr);
        exit(v, frame);
    }

    /** What is kept for {@code v}. */
    V1Run run(Vcpu v) {
        return runs[v.index()];
    }

    @Override
    public void save(StateWriter out) {
        for (V1Run run : runs) {
            out.putState("run", run);
        }
        out.putLong("count", instructions.size());
        for (Map.Entry<Long, Long> entry : instructions.entrySet()) {
            out.putLong("key", entry.getKey());
            out.putLong("instructions", entry.getValue());
        }
        out.putLongs("instructions_first", instructionsFirst);
    }

    @Override
    public void load(StateReader in) {
        for (V1Run run : runs) {
            in.getState("run", run);
        }
        instructions.clear();
        int count = in.getCount("count", COUNTS_MAX);
        for (int i = 0; i < count; i++) {
            long key = in.getLong("key");
            instructions.put(key, in.getLong("instructions"));
        }
        in.getLongs("instructions_first", instructionsFirst);
    }

    private void remember(long key, long count) {
        instructions.put(key, count);
        if (instructions.size() > COUNTS_MAX) {
            instructions.pollFirstEntry();
        }
    }

    private void transferred(HcallFrame frame, V1Run run, int direction) {
        long lpid = run.field(HvGuestStateLayout.LPID);
        long token = run.field(HvGuestStateLayout.VCPU_TOKEN);
        int stateFields = HvGuestStateLayout.fieldsIn(run.stateBytes());
        voice.transferred(
                frame, lpid, token, direction, run.stateFormat(), run.stateAddress(), run.stateBytes(), stateFields);
        voice.transferred(
                frame,
                lpid,
                token,
                direction,
                run.registersFormat(),
                run.registersAddress(),
                run.registerBytes(),
                run.registerBytes() / 8);
    }

    private static long key(long lpid, long token) {
        return lpid << 32 | token;
    }
}
