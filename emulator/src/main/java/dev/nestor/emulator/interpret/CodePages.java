package dev.nestor.emulator.interpret;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.memory.CodeWatcher;
import dev.nestor.emulator.memory.GuestMemory;
import org.jspecify.annotations.Nullable;

/**
 * Decoded instructions by L1 page, one array per byte order, decoded when first fetched and forgotten word by word when
 * written, so that the next fetch sees what was written. Derived from memory; never saved.
 */
public final class CodePages implements CodeWatcher {
    /** As {@link dev.nestor.emulator.memory.CodeGranules} has them; a prefixed instruction lies within one. */
    private static final int GRANULE_BYTES = 64;

    private static final int KNOWN_BITS = 15;
    /** 2^32 divided by the golden ratio: spreads words over the table. */
    private static final int HASH_FACTOR = 0x9E37_79B9;

    private final GuestMemory memory;
    private final Decoder decoder;
    private final @Nullable CodePage[] bigEndian;
    private final @Nullable CodePage[] littleEndian;

    /** Decoded words without prefix, by a hash of the word. */
    private final @Nullable Insn[] known = new Insn[1 << KNOWN_BITS];

    private CodeWatcher follower = (page, offset, length) -> {};

    /** Nothing decoded yet of {@code memory}. */
    public CodePages(GuestMemory memory, Decoder decoder) {
        this.memory = memory;
        this.decoder = decoder;
        int pages = (int) (memory.sizeBytes() >>> Limits.PAGE_SHIFT);
        this.bigEndian = new CodePage[pages];
        this.littleEndian = new CodePage[pages];
        memory.setCodeWatcher(this);
    }

    /** The instructions of a page in one byte order. */
    CodePage page(int pageNumber, boolean little) {
        @Nullable CodePage[] pages = little ? littleEndian : bigEndian;
        CodePage page = pages[pageNumber];
        if (page == null) {
            page = new CodePage();
            pages[pageNumber] = page;
        }
        return page;
    }

    /** Decodes word {@code index} of a page and keeps it in {@code page}. */
    Insn decode(CodePage page, int pageNumber, int index, boolean little) {
        long address = (long) pageNumber << Limits.PAGE_SHIFT | index * 4L;
        int word = word(address, little);
        Insn insn;
        if (!Prefixed.isPrefix(word)) {
            insn = plain(word);
        } else if (Prefixed.crosses(index)) {
            insn = Prefixed.crossing(word);
        } else {
            insn = decoder.decode(word, word(address + 4, little));
        }
        page.put(index, insn);
        memory.markCode(pageNumber, 4 * index);
        return insn;
    }

    /** A decoded word serves all its copies: one object that is often in the host's cache, for many that are not. */
    private Insn plain(int word) {
        int slot = word * HASH_FACTOR >>> 32 - KNOWN_BITS;
        Insn insn = known[slot];
        if (insn == null || insn.word != word) {
            insn = decoder.decode(word);
            insn.form = ShortForm.of(insn);
            known[slot] = insn;
        }
        return insn;
    }

    private int word(long address, boolean little) {
        return little ? memory.readLe32(address) : memory.readBe32(address);
    }

    /** The decoded word at {@code address}, a multiple of 4, of L1 memory. */
    public Insn insn(long address, boolean little) {
        int pageNumber = (int) (address >>> Limits.PAGE_SHIFT);
        int index = CodeHeat.wordOf(address);
        CodePage page = page(pageNumber, little);
        Insn insn = page.insns[index];
        return insn == null ? decode(page, pageNumber, index, little) : insn;
    }

    /** Sets the one who is told after decoded instructions were forgotten. */
    public void setFollower(CodeWatcher watcher) {
        this.follower = watcher;
    }

    @Override
    public void codeWritten(int pageNumber, int offset, int length) {
        forget(bigEndian[pageNumber], pageNumber, offset, length, false);
        forget(littleEndian[pageNumber], pageNumber, offset, length, true);
        follower.codeWritten(pageNumber, offset, length);
        for (int granule = offset & -GRANULE_BYTES; granule < offset + length; granule += GRANULE_BYTES) {
            if (isEmpty(bigEndian[pageNumber], granule) && isEmpty(littleEndian[pageNumber], granule)) {
                memory.unmarkCode(pageNumber, granule);
            }
        }
    }

    /** The word before goes too when it is a prefix: the first one is its suffix. */
    private void forget(@Nullable CodePage page, int pageNumber, int offset, int length, boolean little) {
        if (page == null) {
            return;
        }
        int first = offset >>> 2;
        long before = ((long) pageNumber << Limits.PAGE_SHIFT) + 4L * first - 4;
        boolean isSuffix = first > 0 && Prefixed.isPrefix(word(before, little));
        page.forget(isSuffix ? first - 1 : first, offset + length + 3 >>> 2);
    }

    private static boolean isEmpty(@Nullable CodePage page, int granule) {
        return page == null || page.isEmpty(granule >>> 2, granule + GRANULE_BYTES >>> 2);
    }
}
