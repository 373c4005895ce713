package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.hypervisor.nested.ElementFrame;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.StateRefusal;
import dev.nestor.emulator.hypervisor.nested.TransferFaults;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads and fills guest state buffers in L1 memory. Reused: results of the last call stand in its fields.
 *
 * <pre>
 * 0  number of elements, 4 bytes
 * 4  elements, one after another without padding:
 *    0  id, 2 bytes
 *    2  bytes of the value, 2 bytes
 *    4  value
 * </pre>
 *
 * <p>Everything is big-endian. A buffer is checked as a whole before any of it takes effect.
 *
 * @see "Linux Documentation/arch/powerpc/kvm-nested.rst, section Guest State Buffer"
 */
final class GuestStateBuffer {
    /** Bytes of the number of elements. */
    static final int HEADER_BYTES = 4;

    private static final int ELEMENT_HEADER_BYTES = 4;

    /** What is done with the elements. */
    enum Use {
        /** Values go from the buffer to the L0. */
        SET,
        /** Values go from the L0 to the buffer. */
        GET
    }

    private final GuestMemory memory;
    private final Profile profile;
    private final ElementFrame frame;
    private final TransferFaults faults;

    /** The call whose elements cross; null until the first, and then whoever aimed last. */
    private @Nullable HcallFrame call;

    private String callName = "";
    private long guestId;
    private long l2Vcpu;

    private int elements;
    private int usedBytes;
    private int failedIndex;
    private int failedOffset;
    private int failedId;
    private int failedBytes;
    private @Nullable StateRefusal refusal;

    /** A parser over L1 memory. */
    GuestStateBuffer(GuestMemory memory, Profile profile, ElementFrame frame, TransferFaults faults) {
        this.memory = memory;
        this.profile = profile;
        this.frame = frame;
        this.faults = faults;
    }

    /**
     * Aims at what the values are read from and written to; every caller begins so.
     *
     * @param newCall in whose course the elements cross, and its name as its row spells it
     * @param guest null for host-wide elements
     * @param vcpu null for elements that are not a vCPU's
     */
    void aim(HcallFrame newCall, String name, @Nullable NestedGuest guest, @Nullable NestedVcpu vcpu) {
        frame.at(guest, vcpu);
        call = newCall;
        callName = name;
        guestId = guest == null ? FaultBook.NOBODY : guest.id();
        l2Vcpu = vcpu == null ? FaultBook.NOBODY : vcpu.id();
    }

    /** A value of {@code row} crosses; a fault on purpose may flip bits of it in L1 memory. */
    private void crosses(int into, GuestStateElement row, int id, long l1RealAddress, int valueBytes) {
        HcallFrame present = call;
        if (!faults.isEmpty() && present != null) {
            String element = row.nameOf(id);
            faults.crosses(present, into, guestId, l2Vcpu, callName, element, id, l1RealAddress, valueBytes, false);
        }
    }

    /** Elements of the buffer checked last. */
    int elements() {
        return elements;
    }

    /** Bytes from the start of the buffer to the end of its last element. */
    int usedBytes() {
        return usedBytes;
    }

    /** Index of the element that failed the last check. */
    int failedIndex() {
        return failedIndex;
    }

    /** Offset in the buffer of the element that failed the last check. */
    int failedOffset() {
        return failedOffset;
    }

    /**
     * States which element the last check of the buffer at {@code address} refused, and why.
     *
     * @return whether it refused one; a buffer can be refused as a whole
     */
    boolean stateRefusal(NestedVoice voice, HcallFrame call, long guestId, long vcpuId, long address) {
        StateRefusal reason = refusal;
        if (reason == null) {
            return false;
        }
        voice.refused(call, guestId, vcpuId, address, failedIndex, failedOffset, failedId, failedBytes, reason);
        return true;
    }

    /**
     * Checks a buffer and every element in it.
     *
     * @param address L1 real address, any
     * @param sizeBytes size of the buffer, any
     * @param scope scope that the call's flags chose
     * @return H_SUCCESS, H_P3 for a buffer that is not in memory, smaller than 4 bytes or larger than 1 MiB, or the
     *      first bad element's H_INVALID_ELEMENT_ID (unknown, of another scope, or not accessible so), _SIZE (not the
     *      element's, or more than is left of the buffer) or _VALUE
     */
    ReturnCode check(long address, long sizeBytes, Scope scope, Use use) {
        elements = 0;
        refusal = null;
        boolean sane = sizeBytes >= HEADER_BYTES && sizeBytes <= Limits.STATE_BUFFER_BYTES_MAX;
        if (!sane || !memory.contains(address, sizeBytes)) {
            return ReturnCode.H_P3;
        }
        long count = memory.readBe32(address) & 0xFFFF_FFFFL;
        int offset = HEADER_BYTES;
        for (int index = 0; index < count; index++) {
            StateRefusal found = checkElement(address, offset, (int) sizeBytes, scope, use);
            if (found != null) {
                refusal = found;
                failedIndex = index;
                failedOffset = offset;
                return found.code();
            }
            offset += ELEMENT_HEADER_BYTES + memory.readBe16(address + offset + 2);
        }
        elements = (int) count;
        usedBytes = offset;
        return ReturnCode.H_SUCCESS;
    }

    private @Nullable StateRefusal checkElement(long address, int offset, int sizeBytes, Scope scope, Use use) {
        failedId = 0;
        failedBytes = 0;
        if (!holds(address, offset, ELEMENT_HEADER_BYTES, sizeBytes)) {
            return StateRefusal.NO_HEADER;
        }
        int id = memory.readBe16(address + offset);
        int valueBytes = memory.readBe16(address + offset + 2);
        failedId = id;
        failedBytes = valueBytes;
        GuestStateElement row = GuestStateElement.byId(id);
        if (row == null || !isKnown(row)) {
            return StateRefusal.UNKNOWN_ID;
        }
        if (!holds(address, offset, ELEMENT_HEADER_BYTES + valueBytes, sizeBytes)) {
            return StateRefusal.PAST_END;
        }
        if (row.scope() == Scope.ANY) {
            return null;
        }
        if (valueBytes != row.sizeBytes(profile)) {
            return StateRefusal.WRONG_SIZE;
        }
        if (use == Use.SET && !row.isWritable()) {
            return StateRefusal.READ_ONLY;
        }
        if (use == Use.GET && !row.isReadable(profile)) {
            return StateRefusal.WRITE_ONLY;
        }
        if (row.scope() != scope) {
            return StateRefusal.WRONG_SCOPE;
        }
        if (use == Use.GET) {
            return null;
        }
        crosses(NestedVoice.IN, row, id, address + offset + ELEMENT_HEADER_BYTES, valueBytes);
        readWords(address + offset + ELEMENT_HEADER_BYTES, valueBytes);
        return row.refusal(frame);
    }

    private boolean isKnown(GuestStateElement row) {
        boolean forgotten = row == GuestStateElement.DPDES && frame.defects().contains(Defect.DPDES_UNKNOWN);
        return row.isKnown(profile) && !forgotten;
    }

    /**
     * Whether {@code length} bytes at {@code offset} may be moved. A profile that does not bound the last element asks
     * only that it begins inside the buffer, and that it ends inside memory.
     */
    private boolean holds(long address, int offset, int length, int sizeBytes) {
        if (ProfileChoice.LAST_ELEMENT_IS_BOUNDED.holds(profile)) {
            return length <= sizeBytes - offset;
        }
        boolean bounded = offset <= sizeBytes && offset + length <= Limits.STATE_BUFFER_BYTES_MAX;
        return bounded && memory.contains(address, offset + length);
    }

    /** Stores every value of the buffer that was checked last, in order. */
    void apply(long address) {
        int offset = HEADER_BYTES;
        for (int index = 0; index < elements; index++) {
            int id = memory.readBe16(address + offset);
            int valueBytes = memory.readBe16(address + offset + 2);
            GuestStateElement row = GuestStateElement.byId(id);
            if (row != null && row.isKept(profile)) {
                readWords(address + offset + ELEMENT_HEADER_BYTES, valueBytes);
                row.write(frame, id);
            }
            offset += ELEMENT_HEADER_BYTES + valueBytes;
        }
    }

    /** Fills in every value of the buffer that was checked last. */
    void fill(long address) {
        int offset = HEADER_BYTES;
        for (int index = 0; index < elements; index++) {
            int id = memory.readBe16(address + offset);
            int valueBytes = memory.readBe16(address + offset + 2);
            GuestStateElement row = GuestStateElement.byId(id);
            if (row != null && row.isKept(profile)) {
                row.read(frame, id);
                writeWords(address + offset + ELEMENT_HEADER_BYTES, valueBytes);
                crosses(NestedVoice.OUT, row, id, address + offset + ELEMENT_HEADER_BYTES, valueBytes);
            }
            offset += ELEMENT_HEADER_BYTES + valueBytes;
        }
    }

    /**
     * Writes the output buffer of an exit; the buffer has {@link Limits#RUN_BUFFER_BYTES_MIN} bytes or more, which is
     * enough for every exit.
     *
     * @return bytes written
     */
    int write(long address, NestedExit exit) {
        memory.writeBe32(address, exit.elements());
        int offset = HEADER_BYTES;
        for (int i = 0; i < exit.outputCount(); i++) {
            NestedExit.Output output = exit.output(i);
            GuestStateElement row = output.row();
            int valueBytes = row.sizeBytes(profile);
            for (int n = output.first(); n < output.first() + output.count(); n++) {
                memory.writeBe16(address + offset, row.id(n));
                memory.writeBe16(address + offset + 2, valueBytes);
                row.read(frame, row.id(n));
                writeWords(address + offset + ELEMENT_HEADER_BYTES, valueBytes);
                crosses(NestedVoice.OUT, row, row.id(n), address + offset + ELEMENT_HEADER_BYTES, valueBytes);
                offset += ELEMENT_HEADER_BYTES + valueBytes;
            }
        }
        return offset;
    }

    private void readWords(long address, int valueBytes) {
        if (valueBytes == 4) {
            frame.words[0] = memory.readBe32(address) & 0xFFFF_FFFFL;
            return;
        }
        for (int i = 0; i < valueBytes / 8; i++) {
            frame.words[i] = memory.readBe64(address + 8L * i);
        }
    }

    private void writeWords(long address, int valueBytes) {
        if (valueBytes == 4) {
            memory.writeBe32(address, (int) frame.words[0]);
            return;
        }
        for (int i = 0; i < valueBytes / 8; i++) {
            memory.writeBe64(address + 8L * i, frame.words[i]);
        }
    }
}
