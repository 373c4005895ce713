package dev.nestor.emulator.translate;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.interpret.CodeHeat;
import dev.nestor.emulator.memory.CodeWatcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The regions by the word of L1 memory at which they are entered, and what is stale. */
final class RegionTable implements CodeWatcher {
    private static final int WORDS = Limits.PAGE_BYTES / 4;
    /** One for each address at which a page is mapped, byte order and XER[SO]; more are interpreted. */
    private static final int REGIONS_PER_WORD_MAX = 8;

    /** What is known of one page of L1 memory. */
    private static final class Page {
        final @Nullable Region[] entries = new Region[WORDS];
        /** Regions with code here. */
        final List<Region> regions = new ArrayList<>();
    }

    private final CodeHeat heat;
    private final @Nullable Page[] pages;
    private int changes;

    RegionTable(long memoryBytes, CodeHeat heat) {
        this.heat = heat;
        this.pages = new Page[(int) (memoryBytes >>> Limits.PAGE_SHIFT)];
    }

    /** Changes whenever a region became stale. */
    int changes() {
        return changes;
    }

    /** The region entered at {@code address} of that byte order, or null. */
    @Nullable
    Region find(int pageNumber, long address, boolean little, int summaryOverflow) {
        Page page = pages[pageNumber];
        if (page == null) {
            return null;
        }
        Region region = page.entries[wordOf(address)];
        while (region != null
                && (region.entry != address || region.little != little || region.summaryOverflow != summaryOverflow)) {
            region = region.next;
        }
        return region;
    }

    /** Whether as many regions as may be are entered at that word. */
    boolean isCrowded(int pageNumber, long address) {
        Page page = pages[pageNumber];
        int count = 0;
        for (Region r = page == null ? null : page.entries[wordOf(address)]; r != null; r = r.next) {
            count++;
        }
        return count >= REGIONS_PER_WORD_MAX;
    }

    void add(Region region) {
        Page page = page(region.page);
        int word = wordOf(region.entry);
        heat.set(region.page, region.entry, 0);
        region.next = page.entries[word];
        page.entries[word] = region;
        for (int i = 0; i < region.extents.length; i += 2) {
            List<Region> there = page((int) (region.extents[i] >>> Limits.PAGE_SHIFT)).regions;
            if (there.isEmpty() || there.get(there.size() - 1) != region) {
                there.add(region);
            }
        }
    }

    @Override
    public void codeWritten(int pageNumber, int offset, int length) {
        Page page = pages[pageNumber];
        if (page == null) {
            return;
        }
        long first = (long) pageNumber << Limits.PAGE_SHIFT | offset;
        for (int i = page.regions.size() - 1; i >= 0; i--) {
            Region region = page.regions.get(i);
            if (region.stale || overlaps(region.extents, first, first + length)) {
                page.regions.remove(i);
                drop(region);
            }
        }
    }

    /** Whether a region has the word at {@code address} in its code. */
    boolean holds(int pageNumber, long address) {
        Page page = pages[pageNumber];
        long word = (long) pageNumber << Limits.PAGE_SHIFT | address & Limits.PAGE_BYTES - 1;
        return page != null
                && page.regions.stream().anyMatch(region -> !region.stale && overlaps(region.extents, word, word + 4));
    }

    /** Forgets the regions that have the word at {@code address} in their code, to be made anew at once. */
    void renewAround(int pageNumber, long address) {
        Page page = page(pageNumber);
        long word = (long) pageNumber << Limits.PAGE_SHIFT | address & Limits.PAGE_BYTES - 1;
        for (int i = page.regions.size() - 1; i >= 0; i--) {
            Region region = page.regions.get(i);
            if (overlaps(region.extents, word, word + 4)) {
                page.regions.remove(i);
                renew(region);
            }
        }
    }

    private static boolean overlaps(long[] extents, long first, long end) {
        for (int i = 0; i < extents.length; i += 2) {
            if (extents[i] < end && first < extents[i] + extents[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Forgets {@code region}, to be made anew at once. */
    void renew(Region region) {
        if (!region.stale) {
            drop(region);
            heat.set(region.page, region.entry, CodeHeat.AT_ONCE);
        }
    }

    private void drop(Region region) {
        if (region.stale) {
            return;
        }
        region.stale = true;
        changes++;
        Page page = page(region.page);
        int word = wordOf(region.entry);
        Region before = page.entries[word];
        if (before == region) {
            page.entries[word] = region.next;
        }
        while (before != null) {
            if (before.next == region) {
                before.next = region.next;
            }
            before = before.next;
        }
        if (page.entries[word] == null) {
            heat.cool(region.page, region.entry);
        }
    }

    private Page page(int pageNumber) {
        Page page = pages[pageNumber];
        if (page == null) {
            page = new Page();
            pages[pageNumber] = page;
        }
        return page;
    }

    private static int wordOf(long address) {
        return (int) (address >>> 2) & WORDS - 1;
    }
}
