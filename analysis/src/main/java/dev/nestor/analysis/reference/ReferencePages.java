package dev.nestor.analysis.reference;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every page, made from the declared rows; the same bytes each time. */
public final class ReferencePages {

    private ReferencePages() {}

    /** Text of each page by file name; lines end with a line feed. */
    public static SortedMap<String, String> all() {
        SortedMap<String, String> pages = new TreeMap<>();
        pages.put("events.md", MachinePages.events());
        pages.put("inputs.md", MachinePages.inputs());
        pages.put("faults-and-defects.md", MachinePages.faultsAndDefects());
        pages.put("hypercalls.md", HcallPages.hypercalls());
        pages.put("instructions.md", InstructionPages.instructions());
        pages.put("profiles.md", HcallPages.profiles());
        pages.put("elements.md", StatePages.elements());
        pages.put("exits.md", StatePages.exits());
        pages.put("views.md", SqlPages.views());
        pages.put("reports.md", SqlPages.reports());
        return Collections.unmodifiableSortedMap(pages);
    }
}
