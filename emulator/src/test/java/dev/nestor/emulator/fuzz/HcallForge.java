package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.platform.Rtas;
import dev.nestor.emulator.platform.RtasRow;
import java.util.ArrayList;
import java.util.List;

/** Makes hypercalls: the number and arguments in the registers of a vCPU, and what they point to in memory. */
final class HcallForge {
    private static final GuestStateElement[] ELEMENTS = GuestStateElement.values();
    private static final GuestStateElement[] EDITED = {
        GuestStateElement.MSR,
        GuestStateElement.NIA,
        GuestStateElement.PIDR,
        GuestStateElement.AMR,
        GuestStateElement.LPCR
    };
    private static final long VTY = 0x7100_0000L;

    private final Chance chance;
    private final FuzzPartition partition;
    private final StateBufferForge buffers;
    private final Inside inside;
    private final List<HcallRow<?>> usual = new ArrayList<>();

    HcallForge(Chance chance, FuzzPartition partition) {
        this.chance = chance;
        this.partition = partition;
        this.inside = new Inside(partition.hypervisor);
        this.buffers = new StateBufferForge(chance, partition.config().profile());
        for (HcallRow<?> row : HcallTable.rows()) {
            int weight = weightOf(row, partition.config().api());
            for (int i = 0; i < weight; i++) {
                usual.add(row);
            }
        }
    }

    /** The nested calls most, the rest now and then; calls of the other API are there too. */
    private static int weightOf(HcallRow<?> row, NestedApi api) {
        boolean nested = row.offered().isUnder(api) && !row.offered().isUnder(other(api));
        if (!row.isServed() || !row.offered().isUnder(api)) {
            return 1;
        }
        return switch (row.name()) {
            case "H_GUEST_RUN_VCPU", "H_ENTER_NESTED", "H_GUEST_SET_STATE" -> 110;
            case "H_GUEST_GET_STATE", "H_COPY_TOFROM_GUEST", "H_GUEST_CREATE_VCPU" -> 40;
            case "H_RTAS" -> 25;
            case "H_GUEST_DELETE" -> 1;
            default -> nested ? 10 : 6;
        };
    }

    private static NestedApi other(NestedApi api) {
        return api == NestedApi.V1 ? NestedApi.V2 : NestedApi.V1;
    }

    /** Sets up {@code v} for a call. */
    void prepare(Vcpu v) {
        long[] gpr = v.own().gpr;
        v.own().msr = MsrBits.SF | MsrBits.ME | (chance.oneIn(2) ? MsrBits.LE : 0) | (chance.oneIn(3) ? MsrBits.EE : 0);
        if (chance.oneIn(50)) {
            v.own().msr = chance.bits() & MsrBits.IMPLEMENTED;
        }
        v.mem.contextChanged(v.s);
        HcallRow<?> row = usual.get(chance.below(usual.size()));
        gpr[3] = chance.oneIn(200) ? chance.boundary() : row.opcode();
        for (int i = 0; i < 9; i++) {
            gpr[4 + i] = chance.boundary();
        }
        boolean wild = chance.oneIn(12);
        for (int i = 0; i < row.arguments().size() && !wild; i++) {
            gpr[4 + i] = chance.oneIn(30)
                    ? chance.boundary()
                    : argument(row, row.arguments().get(i), v);
        }
        fillBuffers(row, v, gpr);
    }

    /** Overwrites a state element, as an input of the machine does. */
    void edit() {
        GuestStateElement row = ELEMENTS[chance.below(ELEMENTS.length)];
        if (chance.oneIn(2)) {
            row = EDITED[chance.below(EDITED.length)];
        }
        byte[] value = new byte[row.sizeBytes(partition.config().profile())];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (row.mask() & chance.bits() >>> 8 * (7 - i % 8));
        }
        partition.edit(1 + chance.below(4), chance.below(3), row.id(chance.below(row.count())), value);
    }

    private long argument(HcallRow<?> row, String name, Vcpu v) {
        return switch (name) {
            case "flags" -> flags(row);
            case "guest_id", "lpid", "id" -> chance.oneIn(12) ? chance.of(0, 4095, 4096, -1) : 1 + chance.below(4);
            case "vcpu_id" -> chance.oneIn(12) ? chance.of(5, 2047, 2048, -1) : chance.below(3);
            case "continue_token" -> -1;
            case "capabilities" -> chance.of(1L << 61, 3L << 61, 1L << 63, 1);
            case "buffer", "argument_buffer", "hv_guest_state", "pt_regs" -> bufferAddress();
            case "size" -> chance.oneIn(8) ? chance.boundary() : 4096;
            case "ptcr" -> chance.oneIn(4) ? chance.address(FuzzPartition.MEMORY_BYTES) : Landscape.PARTITION_TABLE;
            case "vcpu", "target", "server" -> chance.below(partition.vcpuCount() + 1);
            case "address", "destination", "source" -> chance.address(FuzzPartition.MEMORY_BYTES);
            case "effective_address" -> chance.below((int) FuzzPartition.MEMORY_BYTES);
            case "to", "from" -> chance.oneIn(2) ? 0 : bufferAddress();
            case "bytes", "length" -> chance.oneIn(4) ? chance.boundary() : chance.below(20);
            case "pid" -> chance.oneIn(4) ? chance.boundary() : chance.below(4);
            case "instruction" -> chance.oneIn(4) ? chance.boundary() : chance.below(16) << 16;
            case "rs" -> chance.below(5);
            case "rb" -> chance.below(0x1000) | chance.boundary() & ~0xFFFL;
            case "type" -> chance.below(16);
            case "resource" -> chance.below(7);
            case "value1", "value2", "page_size" -> chance.oneIn(2) ? 0 : chance.boundary();
            case "table_size" -> chance.below(26);
            case "vty" -> VTY;
            case "xirr", "cppr", "mfrr" -> chance.oneIn(2) ? chance.below(256) : chance.boundary();
            default -> chance.oneIn(2) ? v.own().gpr[chance.below(32)] : chance.boundary();
        };
    }

    private long flags(HcallRow<?> row) {
        if (chance.oneIn(10)) {
            return chance.flags();
        }
        return switch (row.name()) {
            case "H_SET_MODE" -> chance.below(5);
            case "H_REGISTER_PROC_TBL" -> chance.of(0x1C, 0x1D, 0x18, 0x14, 0x5);
            case "H_HOME_NODE_ASSOCIATIVITY" -> 1;
            case "H_PAGE_INIT" -> chance.of(0x8000, 0x4000, 0);
            case "H_GUEST_GET_STATE" -> chance.of(0, 0, Long.MIN_VALUE, 1L << 62);
            case "H_GUEST_SET_STATE" -> chance.of(0, Long.MIN_VALUE);
            case "H_GUEST_RUN_VCPU" -> chance.oneIn(6) ? (long) chance.below(8) << 61 : 0;
            default -> 0;
        };
    }

    private long bufferAddress() {
        if (chance.oneIn(8)) {
            return chance.address(FuzzPartition.MEMORY_BYTES);
        }
        return Landscape.BUFFERS
                + 4096L * chance.below(Landscape.BUFFER_PAGES)
                + (chance.oneIn(4) ? chance.below(4096) : 0);
    }

    private void fillBuffers(HcallRow<?> row, Vcpu v, long[] gpr) {
        GuestMemory memory = partition.memory;
        switch (row.name()) {
            case "H_GUEST_GET_STATE", "H_GUEST_SET_STATE" -> {
                Scope scope = gpr[4] == 0 ? Scope.VCPU : gpr[4] > 0 ? Scope.HOST : Scope.GUEST;
                byte[] bytes = buffers.make(scope, v.timebase());
                poke(gpr[7], bytes);
                if (chance.oneIn(4)) {
                    gpr[8] = bytes.length - (chance.oneIn(4) ? chance.below(9) : 0);
                }
            }
            case "H_GUEST_RUN_VCPU" -> {
                NestedVcpu vcpu = inside.vcpu(gpr[5], gpr[6]);
                if (vcpu != null && !chance.oneIn(8)) {
                    poke(vcpu.runInput, chance.oneIn(3) ? new byte[4] : buffers.make(Scope.VCPU, v.timebase()));
                }
            }
            case "H_ENTER_NESTED" -> fillV1(gpr[4], gpr[5], v);
            case "H_RTAS" -> fillRtas(gpr[4]);
            case "H_REGISTER_VPA" -> fillVpa(gpr);
            default -> {
                if (chance.oneIn(60)) {
                    Landscape.damage(memory, chance);
                }
            }
        }
    }

    private void fillV1(long state, long registers, Vcpu v) {
        boolean little = (v.own().msr & MsrBits.LE) != 0 || chance.oneIn(20);
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            long value = switch (field) {
                case VERSION -> chance.oneIn(12) ? chance.boundary() : 1 + chance.below(2);
                case LPID -> chance.oneIn(12) ? chance.boundary() : 1 + chance.below(4);
                case VCPU_TOKEN -> chance.oneIn(12) ? chance.boundary() : chance.below(3);
                case HDEC_EXPIRY -> chance.oneIn(8) ? chance.boundary() : v.timebase() + chance.below(100);
                case PIDR -> chance.below(4);
                default -> chance.boundary();
            };
            putV1(state + field.offset(), field.sizeBytes(), value, little);
        }
        for (int i = 0; i < PtRegsLayout.BYTES_MAX / 8; i++) {
            putV1(registers + 8L * i, 8, chance.boundary(), little);
        }
        long nia = chance.oneIn(8) ? chance.boundary() : chance.below((int) Landscape.CODE_BYTES);
        putV1(registers + PtRegsLayout.NIP.offset(), 8, nia, little);
        long msr = chance.oneIn(8) ? chance.boundary() : MsrBits.SF | chance.bits() & 0xFFFF;
        putV1(registers + PtRegsLayout.MSR.offset(), 8, msr, little);
    }

    private void putV1(long address, int bytes, long value, boolean little) {
        if (!partition.memory.contains(address, bytes)) {
            return;
        }
        if (bytes == 8) {
            partition.memory.writeBe64(address, little ? Long.reverseBytes(value) : value);
        } else {
            partition.memory.writeBe32(address, little ? Integer.reverseBytes((int) value) : (int) value);
        }
    }

    private void fillRtas(long buffer) {
        RtasRow row = Rtas.ROWS.get(chance.below(Rtas.ROWS.size()));
        int[] words = new int[3 + 32];
        words[0] = chance.oneIn(20) ? (int) chance.boundary() : row.token();
        words[1] = chance.oneIn(12) ? (int) chance.boundary() : row.argumentCount();
        words[2] = chance.oneIn(12) ? (int) chance.boundary() : row.returnCount();
        for (int i = 3; i < words.length; i++) {
            words[i] = (int) (chance.oneIn(2) ? chance.of(0, 1, 2, 20, 0x1000, 0x1001, 0x1100) : chance.boundary());
        }
        if (row.name().equals("start-cpu") && chance.oneIn(2)) {
            words[4] = chance.below((int) Landscape.CODE_BYTES);
        }
        for (int i = 0; i < words.length; i++) {
            putV1(buffer + 4L * i, 4, words[i], false);
        }
    }

    private void fillVpa(long[] gpr) {
        gpr[4] = (chance.oneIn(12) ? chance.bits() : 1L + chance.below(7)) << 45;
        gpr[6] &= chance.oneIn(6) ? -1L : -128L;
        putV1(gpr[6], 8, chance.of(640, 640, 641, 4096, 8, 48, chance.bits()) << (chance.oneIn(2) ? 16 : 0), false);
        if (chance.oneIn(2)) {
            putV1(gpr[6] + 0xBC, 4, chance.of(0x0100_0000L, 0), false);
        }
    }

    /** Writes as much of {@code bytes} as lies in memory. */
    private void poke(long address, byte[] bytes) {
        int length = bytes.length;
        if (address >= 0 && address < FuzzPartition.MEMORY_BYTES) {
            length = (int) Math.min(length, FuzzPartition.MEMORY_BYTES - address);
            partition.memory.write(address, bytes, 0, length);
        }
    }
}
