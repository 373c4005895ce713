package dev.nestor.emulator.platform;

import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.isa.Vcpu;

/**
 * The partition's only virtual terminal: what is written is stated as an event, what is typed comes from the machine.
 */
public final class Console {
    private final EventVoice voice;
    private final PartitionControl control;
    private final byte[] typed = new byte[16];

    /** A console that speaks through {@code voice} and asks {@code control} for typed bytes. */
    public Console(EventVoice voice, PartitionControl control) {
        this.voice = voice;
        this.control = control;
    }

    /** States that {@code v} wrote the first {@code length} bytes of {@code bytes}. */
    public void write(Vcpu v, byte[] bytes, int length) {
        voice.begin(ConsoleWritten.TYPE, v.moment())
                .put(v.index())
                .put(MemoryMap.CONSOLE_UNIT)
                .end(bytes, 0, length);
    }

    /** Takes up to 16 typed bytes; how many there were. They are in {@link #typed()}. */
    public int read() {
        return Math.min(typed.length, control.pollConsole(typed));
    }

    /** The bytes that {@link #read} took; overwritten by the next. */
    public byte[] typed() {
        return typed;
    }
}
