package dev.nestor.replayer.explain;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.StateTransferDecoder;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import dev.nestor.emulator.state.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The saved state of a machine as fields with paths, in the order in which they are saved. Paths come from the names
 * that the classes declare when they save themselves:
 *
 * <pre>
 * moment                                      a field of the machine
 * vcpu[0].own.GPR5                            an element of a register file
 * hypervisor.nested.guests.guest[1].pcr       an object that is saved behind its id
 * vcpu[0].mem.translations[lpid 1 ...]        a cached translation
 * memory.page[0x12]                           bytes
 * </pre>
 *
 * <p>The bytes of pages are those of the machine, not copies: it must not run while they are looked at.
 */
final class StateFields implements StateWriter {

    /** Names under which several objects are saved one after another. */
    private static final List<String> ROWS = List.of("vcpu", "frame", "run");

    /** Counts of what follows them; what is missing or too much is told by what follows. */
    private static final List<String> COUNTS = List.of("count", "page_count");

    private static final String TRANSLATION = "translation";

    private static final class Scope {
        private final String path;
        private final Map<String, Integer> seen = new LinkedHashMap<>();
        private String key = "";

        Scope(String path) {
            this.path = path;
        }

        String child(String name) {
            String prefix = path.isEmpty() ? name : path + '.' + name;
            if (!key.isEmpty()) {
                String keyed = prefix + '[' + key + ']';
                key = "";
                return keyed;
            }
            int index = seen.merge(name, 1, Integer::sum) - 1;
            return index > 0 || ROWS.contains(name) ? prefix + '[' + index + ']' : prefix;
        }
    }

    private final Map<String, Long> values = new LinkedHashMap<>();
    private final Map<String, byte[]> bytes = new LinkedHashMap<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();

    private StateFields() {
        scopes.push(new Scope(""));
    }

    /** The fields of {@code machine} now. */
    static StateFields of(Machine machine) {
        StateFields fields = new StateFields();
        machine.save(fields);
        return fields;
    }

    /** Numbers by path, in order. */
    Map<String, Long> values() {
        return values;
    }

    /** Runs of bytes by path, in order. */
    Map<String, byte[]> bytes() {
        return bytes;
    }

    @Override
    public void putLong(String name, long value) {
        Scope scope = top();
        if (name.endsWith("_number")) {
            scope.key = "0x" + Long.toHexString(value);
        } else if (name.equals("vcpu_id") || name.equals("guest_id") || name.equals("key")) {
            scope.key = Long.toString(value);
        } else if (!COUNTS.contains(name)) {
            values.put(scope.child(name), value);
        }
    }

    @Override
    public void putLongs(String name, long[] elements) {
        Scope scope = top();
        if (name.equals(TRANSLATION)) {
            values.put(scope.path + '[' + translation(elements) + ']', elements[2]);
            return;
        }
        String path = scope.child(name);
        String parent = scope.path.isEmpty() ? "" : scope.path + '.';
        List<String> names = elementNames(name, elements.length);
        for (int i = 0; i < elements.length; i++) {
            values.put(names.isEmpty() ? path + '[' + i + ']' : parent + names.get(i), elements[i]);
        }
    }

    @Override
    public void putBytes(String name, byte[] from, int offset, int length) {
        // Pages are whole arrays, and the only ones that are large.
        byte[] content =
                offset == 0 && length == from.length ? from : Arrays.copyOfRange(from, offset, offset + length);
        bytes.put(top().child(name), content);
    }

    @Override
    public void begin(String name) {
        scopes.push(new Scope(top().child(name)));
    }

    @Override
    public void end() {
        scopes.pop();
    }

    private Scope top() {
        return scopes.getFirst();
    }

    /** What the elements of an array are called, where they have names of their own; else nothing. */
    private static List<String> elementNames(String array, int length) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            switch (array) {
                case "gpr" -> names.add(CpuRegister.name(i));
                case "vsr" -> names.add("VSR" + i / 2 + (i % 2 == 0 ? ".high" : ".low"));
                case "spr" -> names.add(Spr.values()[i].name());
                case "state" -> names.add("hv_guest_state." + HvGuestStateLayout.values()[i].name());
                case "registers" -> names.add("pt_regs." + StateTransferDecoder.nameOf(PtRegsLayout.ID_FIRST + 8 * i));
                default -> {
                    return List.of();
                }
            }
        }
        return names;
    }

    /** Tag and page of a {@link dev.nestor.emulator.mmu.TranslationSet} entry in words. */
    private static String translation(long[] entry) {
        long lpid = entry[0] >>> 48;
        long pid = entry[0] & 0x1F_FFFF;
        return "lpid " + lpid + (pid == 0x10_0000 ? " real" : " pid " + pid) + " page 0x" + Long.toHexString(entry[1]);
    }
}
