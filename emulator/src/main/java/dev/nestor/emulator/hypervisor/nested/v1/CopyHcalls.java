package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.mmu.Access;
import dev.nestor.emulator.mmu.AddressTranslator;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.List;

/**
 * H_COPY_TOFROM_GUEST: copies between L1 memory and an L2's effective addresses.
 *
 * <p>The L2's tables are walked afresh for each call, in privileged state: pid 0 names the kernel's quadrant, other
 * pids the user's. Nothing is copied unless all of it can be.
 */
final class CopyHcalls {
    /** The row. */
    static final List<HcallRow<?>> ROWS = List.of(HcallRow.served(
                    0xF80C, "H_COPY_TOFROM_GUEST", Offered.V1, CopyHcalls.class, CopyHcalls::copy)
            .takes("lpid", "pid", "effective_address", "to", "from", "bytes")
            .answersWhere(ProfileChoice.V1_COPY_IS_SERVED, ReturnCode.H_SUCCESS, "all bytes were copied")
            .answers(ReturnCode.H_FUNCTION, "no partition table is set, or not served")
            .answersWhere(
                    ProfileChoice.V1_COPY_IS_SERVED,
                    ReturnCode.H_PARAMETER,
                    "both directions, top bits of the address, or no such lpid or pid")
            .answersWhere(ProfileChoice.V1_COPY_IS_SERVED, ReturnCode.H_NO_MEM, "more bytes than Linux could buffer")
            .answersWhere(
                    ProfileChoice.V1_COPY_IS_SERVED, ReturnCode.H_NOT_FOUND, "something between cannot be reached")
            .from("Linux arch/powerpc/kvm/book3s_hv_nested.c, kvmhv_copy_tofrom_guest_nested"));

    private static final long ADDRESS_TOP = 0xFFF0_0000_0000_0000L;
    private static final long KERNEL_QUADRANT = 0xC000_0000_0000_0000L;
    private static final long PID_MAX = 0xF_FFFFL;
    /** Most bytes of one call: what Linux's L0 can allocate at once. */
    private static final long BYTES_MAX = 4L << 20;

    /** The call names no vCPU. */
    private static final long NO_VCPU = 0;

    private final Profile profile;
    private final GuestMemory memory;
    private final PartitionTableRegister tables;
    private final NestedVoice voice;
    private final AddressTranslator translator;
    private final CpuState state = new CpuState();

    CopyHcalls(Profile profile, GuestMemory memory, PartitionTableRegister tables, NestedVoice voice) {
        this.profile = profile;
        this.memory = memory;
        this.tables = tables;
        this.voice = voice;
        this.translator = new AddressTranslator(memory);
    }

    private HcallOutcome copy(HcallFrame frame) {
        if (!tables.isSet() || !ProfileChoice.V1_COPY_IS_SERVED.holds(profile)) {
            return frame.answer(ReturnCode.H_FUNCTION);
        }
        long lpid = frame.argument(0);
        long pid = frame.argument(1);
        long address = frame.argument(2);
        long to = frame.argument(3);
        long from = frame.argument(4);
        long bytes = frame.argument(5);
        if (to != 0 && from != 0 || (address & ADDRESS_TOP) != 0) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        if (bytes < 0 || bytes > BYTES_MAX) {
            return frame.answer(ReturnCode.H_NO_MEM);
        }
        boolean known = lpid > 0 && lpid <= Limits.GUEST_ID_MAX && tables.holds(lpid) && tables.dword0((int) lpid) != 0;
        if (!known || pid < 0 || pid > PID_MAX) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        if (!memory.contains(to != 0 ? to : from, bytes)) {
            return frame.answer(ReturnCode.H_NOT_FOUND);
        }
        enter((int) lpid, (int) pid);
        long readsFirst = translator.tableReads();
        boolean done = move(address | (pid == 0 ? KERNEL_QUADRANT : 0), to, from, (int) bytes);
        translator.faulted = false;
        frame.countTableReads(translator.tableReads() - readsFirst);
        if (!done) {
            return frame.answer(ReturnCode.H_NOT_FOUND);
        }
        state(frame, lpid, to != 0 ? NestedVoice.OUT : NestedVoice.IN, to != 0 ? to : from, bytes);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    /** States the bytes that moved, in as many events as their bound asks for. */
    private void state(HcallFrame frame, long lpid, int direction, long l1RealAddress, long bytes) {
        for (long done = 0; done < bytes; done += Limits.EVENT_PAYLOAD_BYTES_MAX) {
            int length = (int) Math.min(Limits.EVENT_PAYLOAD_BYTES_MAX, bytes - done);
            voice.transferred(frame, lpid, NO_VCPU, direction, StateFormat.L2_MEMORY, l1RealAddress + done, length, 0);
        }
    }

    private void enter(int lpid, int pid) {
        translator.translations().clear();
        translator.translationsRemoved();
        translator.scope().set(lpid, true, tables.dword0(lpid), tables.dword1(lpid));
        state.msr = MsrBits.SF | MsrBits.DR;
        Spr.PIDR.write(state, 0, pid);
        translator.contextChanged(state);
    }

    private boolean move(long l2EffectiveAddress, long to, long from, int bytes) {
        Access access = to != 0 ? Access.LOAD : Access.STORE;
        byte[] chunk = new byte[Limits.PAGE_BYTES];
        for (int pass = 0; pass < 2; pass++) {
            int done = 0;
            while (done < bytes) {
                long at = l2EffectiveAddress + done;
                int count = Math.min(bytes - done, Limits.PAGE_BYTES - (int) (at & Limits.PAGE_BYTES - 1));
                long l1RealAddress = translator.realAddress(at, access);
                if (l1RealAddress < 0) {
                    return false;
                }
                if (pass == 1) {
                    memory.read(to != 0 ? l1RealAddress : from + done, chunk, 0, count);
                    memory.write(to != 0 ? to + done : l1RealAddress, chunk, 0, count);
                }
                done += count;
            }
        }
        return true;
    }
}
