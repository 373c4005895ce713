package dev.nestor.replayer.explain;

import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.hypervisor.StateTransferDecoder;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Edit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last input and the last transfer of state, up to a moment, that could have reached a field. */
final class LastReach {
    private static final Pattern PAGE = Pattern.compile("memory\\.page\\[0x([0-9a-f]+)\\]\\+0x([0-9a-f]+)");
    private static final Pattern GUEST = Pattern.compile(".*guest\\[(\\d+)\\](?:\\.vcpu\\[(\\d+)\\])?.*");
    private static final Pattern VCPU = Pattern.compile(".*(?:vcpu|run)\\[(\\d+)\\].*");
    private static final int FROM_L1 = 0;
    private static final int VCPU_COLUMN = 0;
    private static final int GUEST_COLUMN = 2;
    private static final int L2_VCPU_COLUMN = 3;
    private static final int DIRECTION_COLUMN = 4;
    private static final int ADDRESS_COLUMN = 6;

    private LastReach() {}

    /** A line for each that there is. */
    static List<String> of(Rerun run, long moment, FieldDifference field) {
        List<String> lines = new ArrayList<>();
        lastInput(run, moment).ifPresent(lines::add);
        lastTransfer(run, moment, field).ifPresent(lines::add);
        return lines;
    }

    /** An input in a few words. */
    static String describe(MachineInput input) {
        if (input instanceof MachineInput.RegisterEdited edit) {
            return "edit of " + CpuRegister.name(edit.register()) + " of vCPU " + edit.vcpu();
        }
        if (input instanceof MachineInput.MemoryEdited edit) {
            return "edit of " + edit.bytes().length + " bytes of memory at L1 real address "
                    + HexFormat.of().toHexDigits(edit.l1RealAddress());
        }
        if (input instanceof MachineInput.StateElementEdited edit) {
            return "edit of state element " + StateTransferDecoder.nameOf(edit.element()) + " of L2 guest "
                    + edit.guestId() + ", vCPU " + edit.l2Vcpu();
        }
        if (input instanceof MachineInput.ConsoleTyped typed) {
            return typed.bytes().length + " bytes typed at the console";
        }
        return input.getClass().getSimpleName();
    }

    private static Optional<String> lastInput(Rerun run, long moment) {
        long at = -1;
        String text = "";
        for (InputEntry entry : run.inputs()) {
            if (entry.moment() <= moment && entry.input() != null) {
                at = entry.moment();
                text = describe(entry.input()) + ", recorded";
            }
        }
        for (Edit edit : run.edits()) {
            if (edit.moment() <= moment && edit.moment() >= at) {
                at = edit.moment();
                text = describe(edit.input()) + ", not recorded";
            }
        }
        return at < 0 ? Optional.empty() : Optional.of("input at moment " + at + ": " + text);
    }

    private static Optional<String> lastTransfer(Rerun run, long moment, FieldDifference field) {
        EventCursor cursor = run.recording().events();
        Optional<String> last = Optional.empty();
        while (cursor.next() && cursor.moment() <= moment) {
            if (cursor.type() == StateTransferred.TYPE
                    && couldReach(cursor.values(), cursor.payloadLength(), field.path())) {
                long[] values = cursor.values();
                last = Optional.of(String.format(
                        Locale.ROOT,
                        "transfer at moment %d, event %d: %d bytes %s L1 memory at %016x, L2 guest %d vCPU %d",
                        cursor.moment(),
                        cursor.sequence(),
                        cursor.payloadLength(),
                        values[DIRECTION_COLUMN] == FROM_L1 ? "from" : "to",
                        values[ADDRESS_COLUMN],
                        values[GUEST_COLUMN],
                        values[L2_VCPU_COLUMN]));
            }
        }
        return last;
    }

    /** Memory is reached by what the L0 writes there, registers by what it reads for that vCPU. */
    private static boolean couldReach(long[] transfer, int length, String path) {
        Matcher page = PAGE.matcher(path);
        if (page.matches()) {
            long address = Long.parseLong(page.group(1), 16) * 4096 + Long.parseLong(page.group(2), 16);
            long offset = address - transfer[ADDRESS_COLUMN];
            return transfer[DIRECTION_COLUMN] != FROM_L1 && offset >= 0 && offset < length;
        }
        if (transfer[DIRECTION_COLUMN] != FROM_L1) {
            return false;
        }
        Matcher guest = GUEST.matcher(path);
        if (guest.matches()) {
            boolean isVcpu = guest.group(2) == null || transfer[L2_VCPU_COLUMN] == Long.parseLong(guest.group(2));
            return isVcpu && transfer[GUEST_COLUMN] == Long.parseLong(guest.group(1));
        }
        Matcher vcpu = VCPU.matcher(path);
        return vcpu.matches() && transfer[VCPU_COLUMN] == Long.parseLong(vcpu.group(1));
    }
}
