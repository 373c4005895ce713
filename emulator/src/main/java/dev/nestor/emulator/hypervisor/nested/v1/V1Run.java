package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.hypervisor.nested.TransferFaults;
import dev.nestor.emulator.isa.NestedExitCause;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Set;

/**
 * One H_ENTER_NESTED in progress on an L1 vCPU: the two structures as the L1 handed them over, and the registers of
 * the L1 that the L2's have displaced. One per L1 vCPU, reused.
 */
final class V1Run implements Stateful {
    private static final HvGuestStateLayout[] STATE_FIELDS = HvGuestStateLayout.values();
    private static final PtRegsLayout[] REGISTER_FIELDS = PtRegsLayout.values();
    private static final String CALL = "H_ENTER_NESTED";
    private static final long CAUSE_BYTE = 0xFFL << 56;

    @Derived("wiring")
    private final GuestMemory memory;

    @Derived("configuration")
    private final Profile profile;

    @Derived("configuration")
    private final Set<Defect> defects;

    /** The L1's registers as they were at the call. */
    private final CpuState l1 = new CpuState();

    /** Fields of hv_guest_state, one per row of the layout. */
    private final long[] state = new long[STATE_FIELDS.length];

    /** Doublewords of pt_regs. */
    private final long[] registers = new long[PtRegsLayout.BYTES_MAX / 8];

    private long stateAddress;
    private long registersAddress;
    private boolean littleEndian;

    V1Run(GuestMemory memory, Profile profile, Set<Defect> defects) {
        this.memory = memory;
        this.profile = profile;
        this.defects = defects;
    }

    /** Bytes of hv_guest_state, by its version. */
    int stateBytes() {
        return HvGuestStateLayout.bytesOf(field(HvGuestStateLayout.VERSION));
    }

    /** Bytes of pt_regs that are moved. */
    int registerBytes() {
        return ProfileChoice.V1_REGISTER_BYTES.number(profile);
    }

    /** L1 real address of hv_guest_state. */
    long stateAddress() {
        return stateAddress;
    }

    /** L1 real address of pt_regs. */
    long registersAddress() {
        return registersAddress;
    }

    /** The layout of hv_guest_state. */
    StateFormat stateFormat() {
        return littleEndian ? StateFormat.HV_GUEST_STATE_LE : StateFormat.HV_GUEST_STATE_BE;
    }

    /** The layout of pt_regs. */
    StateFormat registersFormat() {
        return littleEndian ? StateFormat.PT_REGS_LE : StateFormat.PT_REGS_BE;
    }

    /** A field as it was read. */
    long field(HvGuestStateLayout field) {
        return state[field.ordinal()];
    }

    /**
     * Reads hv_guest_state.
     *
     * @return whether it is in memory and of a version that exists
     */
    boolean readState(long address, boolean l1LittleEndian) {
        littleEndian = l1LittleEndian;
        stateAddress = address;
        if (!memory.contains(address, HvGuestStateLayout.VERSION.sizeBytes())) {
            return false;
        }
        int bytes = HvGuestStateLayout.bytesOf(readField(address, HvGuestStateLayout.VERSION));
        if (bytes == 0 || !memory.contains(address, bytes)) {
            return false;
        }
        for (HvGuestStateLayout field : STATE_FIELDS) {
            state[field.ordinal()] = field.offset() < bytes ? readField(address, field) : 0;
        }
        return true;
    }

    /**
     * Reads pt_regs.
     *
     * @return whether it is in memory
     */
    boolean readRegisters(long address) {
        registersAddress = address;
        int bytes = registerBytes();
        if (!memory.contains(address, bytes)) {
            return false;
        }
        for (int i = 0; i < bytes / 8; i++) {
            registers[i] = read64(address + 8L * i);
        }
        return true;
    }

    /** Every value of both structures crosses; faults on purpose may flip bits of them in L1 memory. */
    void cross(TransferFaults faults, HcallFrame frame, int into) {
        long lpid = field(HvGuestStateLayout.LPID);
        long token = field(HvGuestStateLayout.VCPU_TOKEN);
        int bytes = stateBytes();
        for (HvGuestStateLayout field : STATE_FIELDS) {
            if (field.offset() < bytes) {
                int id = HvGuestStateLayout.ID_FIRST + field.offset();
                long at = stateAddress + field.offset();
                faults.crosses(frame, into, lpid, token, CALL, field.name(), id, at, field.sizeBytes(), littleEndian);
            }
        }
        for (PtRegsLayout field : REGISTER_FIELDS) {
            for (int i = 0; i < field.count() && field.offset() + 8 * i < registerBytes(); i++) {
                int id = PtRegsLayout.ID_FIRST + field.offset() + 8 * i;
                long at = registersAddress + field.offset() + 8L * i;
                faults.crosses(frame, into, lpid, token, CALL, field.nameOf(i), id, at, 8, littleEndian);
            }
        }
    }

    /** The machine state register handed over. */
    long msr() {
        return registers[PtRegsLayout.MSR.offset() / 8];
    }

    /** Keeps the L1's registers and loads the L2's in their place; what is in neither structure stays. */
    void displace(CpuState own) {
        l1.copyFrom(own);
        for (HvGuestStateLayout field : STATE_FIELDS) {
            field.register().set(own, 0, state[field.ordinal()]);
        }
        for (PtRegsLayout field : REGISTER_FIELDS) {
            for (int i = 0; i < field.count(); i++) {
                field.register().set(own, i, registers[field.offset() / 8 + i]);
            }
        }
    }

    /** Writes the L2's registers back into the structures and these into L1 memory. */
    void writeBack(CpuState own, NestedExit exit, NestedExitCause cause) {
        boolean control = ProfileChoice.V1_WRITES_BACK_CONTROL.holds(profile);
        long hfscr = field(HvGuestStateLayout.HFSCR);
        for (HvGuestStateLayout field : STATE_FIELDS) {
            boolean written =
                    field.direction() == V1Direction.IN_OUT || control && field.direction() == V1Direction.CONTROL;
            if (written) {
                state[field.ordinal()] = field.register().get(own, 0);
            }
        }
        if (defects.contains(Defect.DPDES_OVERWRITTEN)) {
            state[HvGuestStateLayout.DPDES.ordinal()] = l1.spr[Spr.DPDES.ordinal()];
        }
        if (exit == NestedExit.HFAC && !control) {
            long now = HvGuestStateLayout.HFSCR.register().get(own, 0);
            state[HvGuestStateLayout.HFSCR.ordinal()] = hfscr & ~CAUSE_BYTE | now & CAUSE_BYTE;
        }
        keepCause(exit, cause);
        for (PtRegsLayout field : REGISTER_FIELDS) {
            for (int i = 0; i < field.count() && field.register() != V1Register.NONE; i++) {
                registers[field.offset() / 8 + i] = field.register().get(own, i);
            }
        }
        int bytes = stateBytes();
        for (HvGuestStateLayout field : STATE_FIELDS) {
            if (field.offset() < bytes) {
                writeField(field);
            }
        }
        for (int i = 0; i < registerBytes() / 8; i++) {
            write64(registersAddress + 8L * i, registers[i]);
        }
    }

    private void keepCause(NestedExit exit, NestedExitCause cause) {
        if (exit == NestedExit.HDSI) {
            state[HvGuestStateLayout.HDAR.ordinal()] = cause.hdar();
            state[HvGuestStateLayout.HDSISR.ordinal()] = cause.hdsisr();
        }
        if (exit == NestedExit.HDSI || exit == NestedExit.HISI) {
            state[HvGuestStateLayout.ASDR.ordinal()] = cause.asdr();
        }
        if (exit == NestedExit.HEAI) {
            state[HvGuestStateLayout.HEIR.ordinal()] = cause.heir();
        }
    }

    /**
     * Gives the L1 its displaced registers back; what travels in registers stays the L2's. The instructions that the L2
     * attempted are added to the L1's instruction counter, as the time they took is to the others.
     */
    void restore(CpuState own, long l2InstructionsFirst) {
        long ran = own.instructions - l2InstructionsFirst;
        for (HvGuestStateLayout field : STATE_FIELDS) {
            field.register().set(own, 0, field.register().get(l1, 0));
        }
        for (PtRegsLayout field : REGISTER_FIELDS) {
            for (int i = 0; i < field.count(); i++) {
                field.register().set(own, i, field.register().get(l1, i));
            }
        }
        own.instructions = l1.instructions;
        own.spr[Spr.IC.ordinal()] += ran;
        own.reservation = -1;
    }

    @Override
    public void save(StateWriter out) {
        out.putState("l1", l1);
        out.putLongs("state", state);
        out.putLongs("registers", registers);
        out.putLong("state_address", stateAddress);
        out.putLong("registers_address", registersAddress);
        out.putBoolean("little_endian", littleEndian);
    }

    @Override
    public void load(StateReader in) {
        in.getState("l1", l1);
        in.getLongs("state", state);
        in.getLongs("registers", registers);
        stateAddress = in.getLong("state_address");
        registersAddress = in.getLong("registers_address");
        littleEndian = in.getBoolean("little_endian");
    }

    private long readField(long address, HvGuestStateLayout field) {
        long at = address + field.offset();
        if (field.sizeBytes() == 8) {
            return read64(at);
        }
        return (littleEndian ? memory.readLe32(at) : memory.readBe32(at)) & 0xFFFF_FFFFL;
    }

    private void writeField(HvGuestStateLayout field) {
        long at = stateAddress + field.offset();
        long value = state[field.ordinal()];
        if (field.sizeBytes() == 8) {
            write64(at, value);
        } else if (littleEndian) {
            memory.writeLe32(at, (int) value);
        } else {
            memory.writeBe32(at, (int) value);
        }
    }

    private long read64(long address) {
        return littleEndian ? memory.readLe64(address) : memory.readBe64(address);
    }

    private void write64(long address, long value) {
        if (littleEndian) {
            memory.writeLe64(address, value);
        } else {
            memory.writeBe64(address, value);
        }
    }
}
