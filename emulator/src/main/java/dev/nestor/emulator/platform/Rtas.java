package dev.nestor.emulator.platform;

import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.ReturnCode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Run-time abstraction services: rows and handlers. The hypercall H_RTAS leads here; the device tree announces every
 * row.
 *
 * @see "LoPAR, chapter 7: RTAS calls; tokens as in QEMU include/hw/ppc/spapr.h"
 */
public final class Rtas {
    /** What a row does; several rows may do the same. */
    public enum Service {
        DISPLAY_CHARACTER,
        GET_TIME_OF_DAY,
        POWER_OFF,
        REBOOT,
        QUERY_STOPPED,
        START_CPU,
        STOP_SELF,
        GET_SYSTEM_PARAMETER,
        SET_XIVE,
        GET_XIVE,
        INTERRUPT_OFF,
        INTERRUPT_ON,
        NO_EVENT,
        NOT_THERE,
        OS_TERM
    }

    /** Every call that is announced. */
    // spotless:off
    public static final List<RtasRow> ROWS = List.of(
        new RtasRow(0x2000, "display-character",        1, 1, "LoPAR 7.3.5.1", Service.DISPLAY_CHARACTER),
        new RtasRow(0x2001, "get-time-of-day",          0, 8, "LoPAR 7.3.3.1", Service.GET_TIME_OF_DAY),
        new RtasRow(0x2003, "power-off",                2, 1, "LoPAR 7.3.7.1", Service.POWER_OFF),
        new RtasRow(0x2004, "system-reboot",            0, 1, "LoPAR 7.3.7.3", Service.REBOOT),
        new RtasRow(0x2005, "query-cpu-stopped-state",  1, 2, "LoPAR 7.3.8.3", Service.QUERY_STOPPED),
        new RtasRow(0x2006, "start-cpu",                3, 1, "LoPAR 7.3.8.2", Service.START_CPU),
        new RtasRow(0x2007, "stop-self",                0, 1, "LoPAR 7.3.8.1", Service.STOP_SELF),
        new RtasRow(0x2008, "ibm,get-system-parameter", 3, 1, "LoPAR 7.3.16.1", Service.GET_SYSTEM_PARAMETER),
        new RtasRow(0x200A, "ibm,set-xive",             3, 1, "LoPAR 7.3.10.2", Service.SET_XIVE),
        new RtasRow(0x200B, "ibm,get-xive",             1, 3, "LoPAR 7.3.10.1", Service.GET_XIVE),
        new RtasRow(0x200C, "ibm,int-off",              1, 1, "LoPAR 7.3.10.3", Service.INTERRUPT_OFF),
        new RtasRow(0x200D, "ibm,int-on",               1, 1, "LoPAR 7.3.10.4", Service.INTERRUPT_ON),
        new RtasRow(0x200E, "check-exception",          6, 1, "LoPAR 7.3.4.2", Service.NO_EVENT),
        new RtasRow(0x200F, "event-scan",               4, 1, "LoPAR 7.3.4.1", Service.NO_EVENT),
        new RtasRow(0x2012, "nvram-fetch",              3, 2, "LoPAR 7.3.2.1", Service.NOT_THERE),
        new RtasRow(0x2013, "nvram-store",              3, 2, "LoPAR 7.3.2.2", Service.NOT_THERE),
        new RtasRow(0x201F, "ibm,os-term",              1, 1, "LoPAR 7.3.9.1", Service.OS_TERM),
        new RtasRow(0x202B, "ibm,nmi-register",         2, 1, "LoPAR 7.3.14.1", Service.NOT_THERE),
        new RtasRow(0x202C, "ibm,nmi-interlock",        0, 1, "LoPAR 7.3.14.2", Service.NOT_THERE));
    // spotless:on

    /** 1 January 2025, 00:00 UTC, in seconds since 1970: what the clock shows at moment 0. */
    private static final long EPOCH_SECONDS = 1_735_689_600L;

    private static final int SPLPAR_CHARACTERISTICS = 20;
    private static final long WORD = 0xFFFF_FFFFL;

    private final GuestMemory memory;
    private final PartitionControl control;
    private final Console console;
    private final InterruptController interrupts;

    /** The services of a partition. */
    public Rtas(GuestMemory memory, PartitionControl control, Console console, InterruptController interrupts) {
        this.memory = memory;
        this.control = control;
        this.console = console;
        this.interrupts = interrupts;
    }

    /**
     * H_RTAS: one argument, the L1 real address of the argument buffer of {@link RtasFrame}. H_PARAMETER for a buffer
     * outside memory, more than 16 arguments or return words, or an unknown token, which then also has status -3.
     */
    public HcallOutcome call(HcallFrame hcall) {
        long buffer = hcall.argument(0);
        if (!memory.contains(buffer, 12)) {
            return hcall.answer(ReturnCode.H_PARAMETER);
        }
        int token = memory.readBe32(buffer);
        int argumentCount = memory.readBe32(buffer + 4);
        int returnCount = memory.readBe32(buffer + 8);
        boolean sane = argumentCount >= 0
                && argumentCount <= RtasFrame.WORDS_MAX
                && returnCount >= 0
                && returnCount <= RtasFrame.WORDS_MAX
                && memory.contains(buffer, 12 + 4L * (argumentCount + returnCount));
        if (!sane) {
            return hcall.answer(ReturnCode.H_PARAMETER);
        }
        RtasFrame frame = new RtasFrame(hcall.vcpu(), buffer, argumentCount, returnCount);
        RtasRow row = rowOf(token);
        if (row == null) {
            frame.answer(RtasFrame.PARAMETER_ERROR);
            return hcall.answer(ReturnCode.H_PARAMETER);
        }
        hcall.answer(ReturnCode.H_SUCCESS);
        if (argumentCount != row.argumentCount() || returnCount < row.returnCount()) {
            return frame.answer(RtasFrame.PARAMETER_ERROR);
        }
        return serve(row.service(), frame);
    }

    private HcallOutcome serve(Service service, RtasFrame frame) {
        return switch (service) {
            case DISPLAY_CHARACTER -> displayCharacter(frame);
            case GET_TIME_OF_DAY -> getTimeOfDay(frame);
            case POWER_OFF -> powerOff(frame);
            case REBOOT -> reboot(frame);
            case QUERY_STOPPED -> queryStopped(frame);
            case START_CPU -> startCpu(frame);
            case STOP_SELF -> stopSelf(frame);
            case GET_SYSTEM_PARAMETER -> getSystemParameter(frame);
            case SET_XIVE -> setXive(frame);
            case GET_XIVE -> getXive(frame);
            case INTERRUPT_OFF -> interruptOff(frame);
            case INTERRUPT_ON -> interruptOn(frame);
            case NO_EVENT -> noEvent(frame);
            case NOT_THERE -> notThere(frame);
            case OS_TERM -> osTerm(frame);
        };
    }

    private static @Nullable RtasRow rowOf(int token) {
        for (RtasRow row : ROWS) {
            if (row.token() == token) {
                return row;
            }
        }
        return null;
    }

    private HcallOutcome displayCharacter(RtasFrame frame) {
        console.write(frame.vcpu(), new byte[] {(byte) frame.argument(0)}, 1);
        return frame.answer(RtasFrame.SUCCESS);
    }

    private HcallOutcome getTimeOfDay(RtasFrame frame) {
        long ticks = frame.vcpu().timebase();
        long nanoseconds = ticks % Timebase.FREQUENCY_HZ * 1_000_000_000L / Timebase.FREQUENCY_HZ;
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(EPOCH_SECONDS + ticks / Timebase.FREQUENCY_HZ, 0, ZoneOffset.UTC);
        frame.give(1, time.getYear());
        frame.give(2, time.getMonthValue());
        frame.give(3, time.getDayOfMonth());
        frame.give(4, time.getHour());
        frame.give(5, time.getMinute());
        frame.give(6, time.getSecond());
        frame.give(7, (int) nanoseconds);
        return frame.answer(RtasFrame.SUCCESS);
    }

    private HcallOutcome powerOff(RtasFrame frame) {
        long mask = (frame.argument(0) & WORD) << 32 | frame.argument(1) & WORD;
        frame.answer(RtasFrame.SUCCESS);
        control.powerOff(PartitionControl.POWERED_OFF, mask);
        return HcallOutcome.STOPPED;
    }

    private HcallOutcome reboot(RtasFrame frame) {
        frame.answer(RtasFrame.SUCCESS);
        control.powerOff(PartitionControl.REBOOTED, 0);
        return HcallOutcome.STOPPED;
    }

    private HcallOutcome osTerm(RtasFrame frame) {
        frame.answer(RtasFrame.SUCCESS);
        control.powerOff(PartitionControl.OS_TERMINATED, frame.argument(0) & WORD);
        return HcallOutcome.STOPPED;
    }

    private HcallOutcome queryStopped(RtasFrame frame) {
        int index = vcpuIndex(frame.argument(0));
        if (index < 0) {
            return frame.answer(RtasFrame.PARAMETER_ERROR);
        }
        frame.give(1, control.isStopped(index) ? 0 : 2);
        return frame.answer(RtasFrame.SUCCESS);
    }

    private HcallOutcome startCpu(RtasFrame frame) {
        int index = vcpuIndex(frame.argument(0));
        if (index < 0) {
            return frame.answer(RtasFrame.PARAMETER_ERROR);
        }
        if (!control.isStopped(index)) {
            return frame.answer(RtasFrame.HARDWARE_ERROR);
        }
        long entry = frame.argument(1) & WORD & ~3L; // instructions are words: no processor begins between two
        control.startVcpu(index, entry, frame.argument(2) & WORD);
        return frame.answer(RtasFrame.SUCCESS);
    }

    private HcallOutcome stopSelf(RtasFrame frame) {
        frame.answer(RtasFrame.SUCCESS);
        Vcpu self = frame.vcpu();
        interrupts.setPriority(self.index(), 0, self.moment());
        control.stopVcpu(self.index());
        return HcallOutcome.STOPPED;
    }

    private HcallOutcome getSystemParameter(RtasFrame frame) {
        long buffer = frame.argument(1) & WORD;
        long room = frame.argument(2) & WORD;
        if (frame.argument(0) != SPLPAR_CHARACTERISTICS || room < 2 || !memory.contains(buffer, room)) {
            return frame.answer(RtasFrame.PARAMETER_ERROR);
        }
        String text = String.format(
                Locale.ROOT,
                "MaxEntCap=%d,DesMem=%d,DesProcs=%d,MaxPlatProcs=%d",
                control.vcpuCount() * 100,
                memory.sizeBytes() >> 20,
                control.vcpuCount(),
                control.vcpuCount());
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        memory.writeBe16(buffer, bytes.length);
        memory.write(buffer + 2, bytes, 0, (int) Math.min(bytes.length, room - 2));
        return frame.answer(RtasFrame.SUCCESS);
    }

    private HcallOutcome setXive(RtasFrame frame) {
        int source = interrupts.sourceIndex(frame.argument(0));
        int server = frame.argument(1);
        if (source < 0 || vcpuIndex(server) < 0 || frame.argument(2) >>> 8 != 0) {
            return frame.answer(RtasFrame.PARAMETER_ERROR);
        }
        interrupts.route(source, server, frame.argument(2), frame.vcpu().moment());
        return frame.answer(RtasFrame.SUCCESS);
    }

    private HcallOutcome getXive(RtasFrame frame) {
        int source = interrupts.sourceIndex(frame.argument(0));
        if (source < 0) {
            return frame.answer(RtasFrame.PARAMETER_ERROR);
        }
        frame.give(1, interrupts.server(source));
        frame.give(2, interrupts.priority(source));
        return frame.answer(RtasFrame.SUCCESS);
    }

    private HcallOutcome interruptOff(RtasFrame frame) {
        return enable(frame, false);
    }

    private HcallOutcome interruptOn(RtasFrame frame) {
        return enable(frame, true);
    }

    private HcallOutcome enable(RtasFrame frame, boolean enabled) {
        int source = interrupts.sourceIndex(frame.argument(0));
        if (source < 0) {
            return frame.answer(RtasFrame.PARAMETER_ERROR);
        }
        interrupts.setEnabled(source, enabled, frame.vcpu().moment());
        return frame.answer(RtasFrame.SUCCESS);
    }

    /** No event ever waits for the partition. */
    private HcallOutcome noEvent(RtasFrame frame) {
        return frame.answer(RtasFrame.NO_ERRORS_FOUND);
    }

    /** The call exists, but what it works on does not: no NVRAM, no machine-check hand-over. */
    private HcallOutcome notThere(RtasFrame frame) {
        return frame.answer(RtasFrame.PARAMETER_ERROR);
    }

    private int vcpuIndex(int server) {
        return server >= 0 && server < control.vcpuCount() ? server : -1;
    }
}
