package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.state.StateDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds at every step of a campaign: only declared codes come back, a call changes nothing but its own guest, its
 * own outputs and the memory that its arguments name, an L2's code changes nothing but its own vCPU.
 */
final class HcallRules {
    private static final int GET_STATE = 0x478;
    private static final int SET_STATE = 0x47C;
    private static final int RUN_VCPU = 0x480;
    private static final int CREATE = 0x470;
    private static final int CREATE_VCPU = 0x474;
    private static final long L1_PVR = PartitionState.PVR_POWER10;
    private static final int DELETE = 0x488;
    private static final int ENTER_NESTED = 0xF804;
    private static final int COPY = 0xF80C;
    private static final int RTAS = 0xF000;
    private static final int PAGE_INIT = 0x2C;
    private static final int REGISTER_VPA = 0xDC;
    private static final int RUN_TIME_OFFSET = 0x1B0;
    private static final long STATE_BUFFER_BYTES_MAX = 1L << 20;
    private static final int SYSTEM_PARAMETER_TOKEN = 0x2008;
    /** Registers that a v1 exit must give back to the L1. */
    private static final Spr[] V1_DISPLACED = {
        Spr.SRR0, Spr.SRR1, Spr.SPRG0, Spr.SPRG1, Spr.SPRG2, Spr.SPRG3, Spr.PIDR, Spr.HFSCR, Spr.PCR, Spr.DPDES
    };

    private final MemoryWatch watch = new MemoryWatch();
    private final CpuState[] atEntry;
    private final CpuState atCall = new CpuState();
    private final long[] arguments = new long[13];
    private final long[][] entryArguments;
    private boolean hasStatus;
    private long statusAddress;
    private FuzzPartition partition;
    private Inside inside;
    private Map<String, Long> guests = new LinkedHashMap<>();

    HcallRules(FuzzPartition partition) {
        this.partition = partition;
        this.inside = new Inside(partition.hypervisor);
        this.atEntry = new CpuState[partition.vcpuCount()];
        this.entryArguments = new long[partition.vcpuCount()][2];
        for (int i = 0; i < atEntry.length; i++) {
            atEntry[i] = new CpuState();
        }
        watch.look(partition.memory);
    }

    /** The partition was restored into {@code restored}. */
    void goOnWith(FuzzPartition restored) {
        watch.look(partition.memory);
        partition = restored;
        inside = new Inside(restored.hypervisor);
    }

    void beforeCall(Vcpu v) {
        watch.look(partition.memory);
        guests = inside.digests();
        atCall.copyFrom(v.own());
        System.arraycopy(v.own().gpr, 0, arguments, 0, arguments.length);
        allowOutputs(v);
        if (arguments[3] == RTAS) {
            allowRtas(arguments[4]);
        }
    }

    void afterCall(Vcpu v, HcallOutcome outcome) {
        HcallRow<?> row = HcallTable.row(arguments[3]);
        boolean mine = row != null && row.offered().isUnder(partition.config().api());
        int opcode = mine && row != null ? row.opcode() : -1;
        if (outcome == HcallOutcome.L2_ENTERED) {
            require(opcode == RUN_VCPU || opcode == ENTER_NESTED, "an L2 entered by another call");
            atEntry[v.index()].copyFrom(atCall);
            entryArguments[v.index()][0] = arguments[4];
            entryArguments[v.index()][1] = arguments[5];
        } else {
            requireDeclared(v.own().gpr[3], mine ? row : null);
        }
        if (opcode != COPY || v.own().gpr[3] != 0 && v.own().gpr[3] != ReturnCode.H_NOT_FOUND.number()) {
            requireMemory(opcode);
        }
        if (opcode == RTAS) {
            requireStatus(v);
        }
        requireOtherGuests(opcode, v);
        requireNoTraceOfOldGuests(opcode, v);
        for (int i = 0; i < partition.vcpuCount(); i++) {
            require(
                    (partition.vcpu(i).s.nia & 3) == 0,
                    "vCPU " + i + " goes on at an address that is no multiple of 4");
        }
        boolean nestedCall = opcode == GET_STATE || opcode == SET_STATE || opcode == CREATE_VCPU || opcode == DELETE;
        if (nestedCall || opcode == RUN_VCPU) {
            requireL1(v.own(), atCall);
        }
    }

    void beforeCode(Vcpu v) {
        guests = inside.digests();
    }

    void afterCode(Vcpu v) {
        NestedVcpu running = running(v.index());
        Map<String, Long> now = inside.digests();
        for (Map.Entry<String, Long> entry : guests.entrySet()) {
            boolean own = running != null && entry.getKey().endsWith("." + running.id());
            require(
                    own || entry.getValue().equals(now.get(entry.getKey())),
                    "code on vCPU " + v.index() + " changed L2 vCPU " + entry.getKey());
        }
    }

    void beforeExit(Vcpu v) {
        watch.look(partition.memory);
        allowOutputs(v);
        if (v.isNested() && partition.config().api() == NestedApi.V1) {
            watch.allow(entryArguments[v.index()][0], 248);
            watch.allow(entryArguments[v.index()][1], 384);
        }
    }

    void afterReflection() {
        requireMemory(-1);
    }

    void afterExit(Vcpu v) {
        require(!v.isNested(), "still nested after an exit");
        requireMemory(-1);
        if (!partition.config().defects().isEmpty()) {
            return; // its reasons and registers are wrong on purpose
        }
        CpuState own = v.own();
        CpuState entry = atEntry[v.index()];
        if (partition.config().api() == NestedApi.V2) {
            ReturnCode code = ReturnCode.byNumber(own.gpr[3]);
            require(code == ReturnCode.H_SUCCESS || code == ReturnCode.H_OUTPUT_BUFFER_TOO_SMALL, "exit code " + code);
            requireReason(own.gpr[4]);
            requireL1(own, entry);
            return;
        }
        requireReason(own.gpr[3]);
        for (int i = 0; i < own.gpr.length; i++) {
            require(i == 3 || own.gpr[i] == entry.gpr[i], "v1 exit lost R" + i);
        }
        for (Spr spr : V1_DISPLACED) {
            require(own.spr[spr.ordinal()] == entry.spr[spr.ordinal()], "v1 exit lost " + spr);
        }
        boolean named = own.nia == entry.nia && own.msr == entry.msr && own.lr == entry.lr && own.ctr == entry.ctr;
        require(named && own.cr == entry.cr && own.xer() == entry.xer(), "v1 exit lost a register of the L1");
    }

    private void requireDeclared(long code, @Nullable HcallRow<?> row) {
        ReturnCode name = ReturnCode.byNumber(code);
        boolean always = row == null && name == ReturnCode.H_FUNCTION || name == ReturnCode.H_PRIVILEGE;
        boolean declared = row != null
                && name != null
                && row.mayAnswer(name, partition.config().profile());
        require(
                always || declared,
                "undeclared code " + code + " of " + (row == null ? "an unknown call" : row.name()));
    }

    private static void requireReason(long vector) {
        boolean known = false;
        for (NestedExit exit : NestedExit.values()) {
            known |= exit.vector() == vector;
        }
        require(known, "exit reason " + vector);
    }

    /** RTAS's status word, where there is one, is one of those that LoPAR lists and the service uses. */
    private void requireStatus(Vcpu v) {
        if (v.own().gpr[3] != 0 || !hasStatus) {
            return;
        }
        int status = partition.memory.readBe32(statusAddress);
        require(status == 0 || status == 1 || status == -1 || status == -3, "RTAS status " + status);
    }

    private void requireMemory(int opcode) {
        long[] a = arguments;
        switch (opcode) {
            case GET_STATE -> {
                boolean bounded = partition.config().profile() != Profile.QEMU;
                watch.allow(a[7], bounded ? a[8] : STATE_BUFFER_BYTES_MAX);
            }
            case PAGE_INIT -> watch.allow(a[5], 4096);
            case REGISTER_VPA -> watch.allow(a[6] + 9, 1);
            case COPY -> watch.allow(a[7], a[9]);
            default -> {}
        }
        long stray = watch.strayWrite(partition.memory);
        require(stray < 0, "stray write at 0x" + Long.toHexString(stray));
    }

    private void allowRtas(long buffer) {
        hasStatus = false;
        if (!partition.memory.contains(buffer, 12)) {
            return;
        }
        int returns = partition.memory.readBe32(buffer + 8);
        statusAddress = buffer + 12 + 4L * partition.memory.readBe32(buffer + 4);
        hasStatus = returns > 0;
        watch.allow(statusAddress, 4L * returns);
        if (partition.memory.readBe32(buffer) == SYSTEM_PARAMETER_TOKEN && partition.memory.contains(buffer, 24)) {
            long room = partition.memory.readBe32(buffer + 20) & 0xFFFF_FFFFL;
            watch.allow(partition.memory.readBe32(buffer + 16) & 0xFFFF_FFFFL, room);
        }
    }

    /** What an exit on {@code v} may write, and, for a DELETE, every exit. */
    private void allowOutputs(Vcpu v) {
        boolean delete = !v.isNested() && arguments[3] == DELETE;
        for (int i = 0; i < partition.vcpuCount(); i++) {
            NestedVcpu running = running(i);
            if (delete || i == v.index() && v.isNested()) {
                watch.allow(inside.vpa(i) == 0 ? -1 : inside.vpa(i) + RUN_TIME_OFFSET, 8);
                watch.allow(running == null ? -1 : running.runOutput, running == null ? 0 : running.runOutputBytes);
            }
        }
    }

    private @Nullable NestedVcpu running(int l1Vcpu) {
        for (NestedGuest guest : inside.guests()) {
            for (NestedVcpu vcpu : guest.vcpus()) {
                if (vcpu.runningOn == l1Vcpu) {
                    return vcpu;
                }
            }
        }
        return null;
    }

    /** A guest that the call does not name is as it was, or is gone after a DELETE. */
    private void requireOtherGuests(int opcode, Vcpu v) {
        boolean names = opcode == GET_STATE || opcode == SET_STATE || opcode == RUN_VCPU || opcode == CREATE_VCPU;
        boolean deletes = opcode == DELETE && v.own().gpr[3] == 0;
        boolean deletesAll = deletes && arguments[4] != 0;
        String named = names || deletes ? Long.toString(arguments[5]) : "none";
        Map<String, Long> now = inside.digests();
        for (Map.Entry<String, Long> entry : guests.entrySet()) {
            String key = entry.getKey();
            boolean allowed = deletesAll || key.equals(named) || key.startsWith(named + ".");
            require(
                    allowed || entry.getValue().equals(now.get(key)),
                    "call 0x" + Integer.toHexString(opcode) + " changed L2 vCPU " + key);
            require(
                    keepsGuests() || !deletesAll && !(deletes && allowed) || !now.containsKey(key),
                    "deleted " + key + " is still there");
        }
    }

    /** What was just made is as new, and no translation of a guest that is gone is left. */
    private void requireNoTraceOfOldGuests(int opcode, Vcpu v) {
        if (v.isNested() || v.own().gpr[3] != 0 || keepsGuests()) {
            return;
        }
        if (opcode == CREATE) {
            NestedGuest made = inside.guest(v.own().gpr[4]);
            require(made != null && made.vcpus().isEmpty(), "a new guest with vCPUs");
            boolean asNew = made != null && digestOf(made) == digestOf(new NestedGuest(made.id(), L1_PVR));
            require(asNew, "a new guest has the state of an old one");
        } else if (opcode == CREATE_VCPU) {
            requireNewVcpu(inside.guest(arguments[5]), inside.vcpu(arguments[5], arguments[6]));
        } else if (opcode == DELETE) {
            for (int i = 0; i < partition.vcpuCount(); i++) {
                for (int lpid : inside.partitionsOf(partition.vcpu(i).mem.translations())) {
                    require(lpid == 0 || inside.guest(lpid) != null, "translations of deleted guest " + lpid);
                }
            }
        }
    }

    /** Whether the L0 has the bug of not forgetting deleted guests. */
    private boolean keepsGuests() {
        return partition.config().defects().contains(Defect.STALE_GUESTS);
    }

    private void requireNewVcpu(@Nullable NestedGuest guest, @Nullable NestedVcpu made) {
        require(guest != null && made != null, "a vCPU was made that is not there");
        if (guest == null || made == null) {
            return;
        }
        NestedVcpu asNew = new NestedVcpu(made.id());
        if (ProfileChoice.TB_OFFSET_REACHES_LATER_VCPUS.holds(partition.config().profile())) {
            guest.configure(asNew);
        }
        require(StateDigest.of(asNew) == StateDigest.of(made), "a new vCPU has the state of an old one");
    }

    private static long digestOf(NestedGuest guest) {
        StateDigest digest = new StateDigest();
        guest.saveOwn(digest);
        return digest.value();
    }

    /** The L1's registers are as they were, but for R3 to R12 and what other vCPUs may change. */
    private static void requireL1(CpuState now, CpuState before) {
        CpuState expected = new CpuState();
        expected.copyFrom(before);
        System.arraycopy(now.gpr, 3, expected.gpr, 3, 10);
        expected.reservation = now.reservation;
        expected.spr[Spr.LPCR.ordinal()] = now.spr[Spr.LPCR.ordinal()];
        expected.spr[Spr.DPDES.ordinal()] = now.spr[Spr.DPDES.ordinal()];
        require(StateDigest.of(expected) == StateDigest.of(now), "registers of the L1 changed");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
