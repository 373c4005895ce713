package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.platform.Console;
import dev.nestor.emulator.platform.MemoryMap;
import java.util.List;

/**
 * The virtual terminal: up to 16 bytes per call, in R6 and R7 (put) or R5 and R6 (get), first byte most significant.
 */
public final class ConsoleHcalls {
    /** The rows. */
    public static final List<HcallRow<?>> ROWS = List.of(
            HcallRow.served(0x54, "H_GET_TERM_CHAR", Offered.ALWAYS, ConsoleHcalls.class, ConsoleHcalls::get)
                    .takes("vty")
                    .gives("length", "bytes_0_7", "bytes_8_15")
                    .answers(ReturnCode.H_SUCCESS, "R4 is how many bytes")
                    .answers(ReturnCode.H_PARAMETER, "not the console")
                    .neverAnswers(ReturnCode.H_CLOSED, "the console is always connected")
                    .from("PAPR 16.6.3; QEMU hw/char/spapr_vty.c"),
            HcallRow.served(0x58, "H_PUT_TERM_CHAR", Offered.ALWAYS, ConsoleHcalls.class, ConsoleHcalls::put)
                    .takes("vty", "length", "bytes_0_7", "bytes_8_15")
                    .answers(ReturnCode.H_SUCCESS, "the bytes are written")
                    .answers(ReturnCode.H_PARAMETER, "not the console, or more than 16 bytes")
                    .neverAnswers(ReturnCode.H_BUSY, "the console is never full")
                    .neverAnswers(ReturnCode.H_CLOSED, "the console is always connected")
                    .from("PAPR 16.6.3; QEMU hw/char/spapr_vty.c"));

    private static final int BYTES_MAX = 16;

    private final Console console;
    private final byte[] bytes = new byte[BYTES_MAX];

    /** Calls that work on {@code console}. */
    public ConsoleHcalls(Console console) {
        this.console = console;
    }

    private HcallOutcome get(HcallFrame frame) {
        if (frame.argument(0) != MemoryMap.CONSOLE_UNIT) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        int length = console.read();
        long high = 0;
        long low = 0;
        for (int i = 0; i < BYTES_MAX; i++) {
            long next = i < length ? console.typed()[i] & 0xFF : 0;
            high = high << 8 | low >>> 56;
            low = low << 8 | next;
        }
        frame.output(0, length);
        frame.output(1, high);
        frame.output(2, low);
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private HcallOutcome put(HcallFrame frame) {
        long length = frame.argument(1);
        boolean fits = length >= 0 && length <= BYTES_MAX;
        if (frame.argument(0) != MemoryMap.CONSOLE_UNIT || !fits) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        for (int i = 0; i < BYTES_MAX; i++) {
            bytes[i] = (byte) (frame.argument(2 + i / 8) >>> 56 - 8 * (i % 8));
        }
        if (length > 0) {
            console.write(frame.vcpu(), bytes, (int) length);
        }
        return frame.answer(ReturnCode.H_SUCCESS);
    }
}
