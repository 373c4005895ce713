package dev.nestor.cli.mutant;

/** A frame of a log that can be changed; its length, checksum and chain follow when the log is written. */
final class MutableFrame {
    static final int HEADER = 1;
    static final int INPUT = 2;
    static final int EVENT = 3;
    static final int FOOTER = 5;
    static final int PAGES = 6;
    static final int KEYFRAME = 7;

    /** Which of the queue files it lies in, from 0. */
    final int file;

    int kind;
    int flags;
    long sequence;
    long moment;
    long eventSequence;
    byte[] payload;

    MutableFrame(int file, int kind, int flags, long sequence, long moment, long eventSequence, byte[] payload) {
        this.file = file;
        this.kind = kind;
        this.flags = flags;
        this.sequence = sequence;
        this.moment = moment;
        this.eventSequence = eventSequence;
        this.payload = payload.clone();
    }

    MutableFrame copy() {
        return new MutableFrame(file, kind, flags, sequence, moment, eventSequence, payload);
    }
}
