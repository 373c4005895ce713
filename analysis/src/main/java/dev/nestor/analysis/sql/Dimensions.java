package dev.nestor.analysis.sql;

import dev.nestor.analysis.sql.DimensionTable.DimensionColumn;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import dev.nestor.emulator.hypervisor.partition.VpaHcalls;
import dev.nestor.emulator.input.InputId;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.mmu.TranslationFault;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Names for every number that events carry, read off the tables that the emulator declares. */
public final class Dimensions {

    /** Elements of a vCPU that no L2 can change: hypervisor registers, and what the L1 tells the L0 about a run. */
    private static final Set<GuestStateElement> KEPT_BY_L1 = Set.of(
            GuestStateElement.RUN_INPUT,
            GuestStateElement.RUN_OUTPUT,
            GuestStateElement.VPA,
            GuestStateElement.HDEC_EXPIRY_TB,
            GuestStateElement.LPCR,
            GuestStateElement.DAWR0,
            GuestStateElement.DAWR1,
            GuestStateElement.DAWRX0,
            GuestStateElement.DAWRX1,
            GuestStateElement.CIABR,
            GuestStateElement.AMOR,
            GuestStateElement.HDEXCR,
            GuestStateElement.HASHPKEYR);

    private static final Map<String, String> V2_NAMES =
            Map.of("NIP", "NIA", "LINK", "LR", "CCR", "CR", "HDEC_EXPIRY", "HDEC_EXPIRY_TB");

    private static final DimensionColumn NAME = new DimensionColumn("name", "VARCHAR", "as the sources spell it");

    private Dimensions() {}

    /** Every dimension table. */
    public static List<DimensionTable> all() {
        List<DimensionTable> names = List.of(
                events(),
                inputs(),
                faultEffects(),
                stopReasons(),
                interrupts(),
                nestedExits(),
                hcalls(),
                returnCodes(),
                elements(),
                stateFormats(),
                vpaFunctions(),
                faultCauses());
        return Stream.concat(names.stream(), DeclaredRows.all().stream()).toList();
    }

    /** Creates those {@code wanted} in {@code session}. */
    public static void createIn(DuckDbSession session, Predicate<String> wanted) {
        all().stream().filter(dimension -> wanted.test(dimension.name())).forEach(each -> each.createIn(session));
    }

    private static DimensionTable events() {
        List<List<Object>> rows = new ArrayList<>();
        EventType.all().forEach(type -> rows.add(List.of(type.id(), type.name(), type.says())));
        return new DimensionTable(
                "dim_event",
                "An event that the machine can state; a base table has its name.",
                List.of(number("event", "INTEGER", "number in the log"), NAME, says("when the machine states it")),
                rows);
    }

    private static DimensionTable inputs() {
        List<List<Object>> rows = new ArrayList<>();
        for (Class<?> permitted : MachineInput.class.getPermittedSubclasses()) {
            InputId declared = permitted.getAnnotation(InputId.class);
            rows.add(List.of(declared.value(), permitted.getSimpleName(), declared.says()));
        }
        return new DimensionTable(
                "dim_input",
                "A kind of input from outside.",
                List.of(number("kind", "INTEGER", "number in the log"), NAME, says("what it is")),
                rows);
    }

    private static DimensionTable faultEffects() {
        List<List<Object>> rows = new ArrayList<>();
        for (FaultEffect effect : FaultEffect.values()) {
            rows.add(List.of(effect.number(), effect.name(), String.join(", ", effect.places()), effect.says()));
        }
        return new DimensionTable(
                "dim_fault_effect",
                "What a fault on purpose can do.",
                List.of(
                        number("effect", "INTEGER", "number that fault_arranged and fault_injected carry"),
                        NAME,
                        new DimensionColumn("places", "VARCHAR", "calls and other places it fits"),
                        says("what happens")),
                rows);
    }

    private static DimensionTable stopReasons() {
        List<List<Object>> rows = new ArrayList<>();
        for (StopReason reason : StopReason.values()) {
            rows.add(List.of(reason.number(), lowerCase(reason), reason.isFinal()));
        }
        return new DimensionTable(
                "dim_stop_reason",
                "A reason why a machine stops.",
                List.of(
                        number("reason", "INTEGER", "number that machine_stopped carries"),
                        NAME,
                        new DimensionColumn("is_final", "BOOLEAN", "whether the machine cannot go on")),
                rows);
    }

    private static DimensionTable interrupts() {
        List<List<Object>> rows = new ArrayList<>();
        for (Interrupt interrupt : Interrupt.values()) {
            rows.add(List.of(
                    interrupt.vector(),
                    lowerCase(interrupt),
                    originOf(interrupt),
                    interrupt.toHypervisor(),
                    interrupt.neverBecause()));
        }
        return new DimensionTable(
                "dim_interrupt",
                "An interrupt of a partition.",
                List.of(
                        number("vector", "UINTEGER", "address of its handler without relocation"),
                        NAME,
                        new DimensionColumn(
                                "origin",
                                "VARCHAR",
                                "instruction, timer, external, doorbell or other: where it begins"),
                        new DimensionColumn("is_exit", "BOOLEAN", "whether it leaves the partition"),
                        new DimensionColumn("never_because", "VARCHAR", "why nothing raises it; empty for others")),
                rows);
    }

    private static String originOf(Interrupt interrupt) {
        return switch (interrupt) {
            case EXTERNAL, HYPERVISOR_VIRTUALIZATION -> "external";
            case DECREMENTER, HYPERVISOR_DECREMENTER -> "timer";
            case DOORBELL, HYPERVISOR_DOORBELL -> "doorbell";
            case SYSTEM_RESET, MACHINE_CHECK, PERFORMANCE_MONITOR -> "other";
            default -> "instruction";
        };
    }

    private static DimensionTable nestedExits() {
        List<List<Object>> rows = new ArrayList<>();
        for (NestedExit exit : NestedExit.values()) {
            rows.add(List.of(
                    exit.vector(),
                    exit.shortName(),
                    exit.elements(),
                    exit.isUnder(NestedApi.V1),
                    exit.isUnder(NestedApi.V2)));
        }
        return new DimensionTable(
                "dim_nested_exit",
                "A reason why an L2 exits to its L1, by the name that perf kvm stat prints.",
                List.of(
                        number("vector", "UINTEGER", "interrupt vector"),
                        NAME,
                        new DimensionColumn("v2_elements", "INTEGER", "elements of the v2 output buffer"),
                        new DimensionColumn("is_under_v1", "BOOLEAN", "whether the L0 gives it under v1"),
                        new DimensionColumn("is_under_v2", "BOOLEAN", "whether the L0 gives it under v2")),
                rows);
    }

    private static DimensionTable hcalls() {
        List<List<Object>> rows = new ArrayList<>();
        for (HcallRow<?> row : HcallTable.rows()) {
            rows.add(List.of((long) row.opcode(), row.name(), row.isServed(), row.source()));
        }
        return new DimensionTable(
                "dim_hcall",
                "A hypercall.",
                List.of(
                        number("opcode", "UBIGINT", "number in R3"),
                        NAME,
                        new DimensionColumn("is_served", "BOOLEAN", "whether the L0 serves it"),
                        new DimensionColumn("source", "VARCHAR", "where it is specified")),
                rows);
    }

    private static DimensionTable returnCodes() {
        List<List<Object>> rows = new ArrayList<>();
        for (ReturnCode code : ReturnCode.values()) {
            rows.add(List.of((long) code.number(), code.name(), code.meaning()));
        }
        for (long flag = ReturnCode.H_UNSUPPORTED_FLAG.number() - 1L;
                flag >= ReturnCode.UNSUPPORTED_FLAG_LAST;
                flag--) {
            ReturnCode code = ReturnCode.H_UNSUPPORTED_FLAG;
            rows.add(List.of(flag, code.name(), code.meaning()));
        }
        return new DimensionTable(
                "dim_return_code",
                "A hypercall's return code.",
                List.of(number("code", "BIGINT", "value of R3"), NAME, says("what it means")),
                rows);
    }

    /** State elements of v2, and the fields of v1's two structures under the numbers that the decoder gives them. */
    private static DimensionTable elements() {
        List<List<Object>> rows = new ArrayList<>();
        for (GuestStateElement row : GuestStateElement.values()) {
            for (int i = 0; i < row.count(); i++) {
                int id = row.id(i);
                boolean l2Changes = row.scope() == GuestStateElement.Scope.VCPU && !KEPT_BY_L1.contains(row);
                rows.add(List.of(
                        id,
                        row.nameOf(id),
                        "guest state buffer",
                        lowerCase(row.scope()),
                        row.says(),
                        l2Changes,
                        row.nameOf(id)));
            }
        }
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            int id = HvGuestStateLayout.ID_FIRST + field.offset();
            rows.add(List.of(id, field.name(), "hv_guest_state", "vcpu", "", true, inV2(field.name())));
        }
        for (PtRegsLayout field : PtRegsLayout.values()) {
            for (int i = 0; i < field.count(); i++) {
                int id = PtRegsLayout.ID_FIRST + field.offset() + i * Long.BYTES;
                rows.add(List.of(id, field.nameOf(i), "pt_regs", "vcpu", "", true, inV2(field.nameOf(i))));
            }
        }
        return new DimensionTable(
                "dim_gsb_element",
                "An element of a guest state buffer, or a field of one of v1's structures.",
                List.of(
                        number("element", "UINTEGER", "id; of a field, its offset behind the structure's first number"),
                        NAME,
                        new DimensionColumn("layout", "VARCHAR", "what it is a part of"),
                        new DimensionColumn("scope", "VARCHAR", "guest, vcpu, host or any"),
                        says("what it is"),
                        new DimensionColumn(
                                "l2_changes",
                                "BOOLEAN",
                                "whether it may change while the L2 runs; else the L1 alone sets it"),
                        new DimensionColumn("register", "VARCHAR", "its name under v2, by which both APIs compare")),
                rows);
    }

    /** The v2 name of a v1 field where the two differ. */
    private static String inV2(String field) {
        return V2_NAMES.getOrDefault(field, field);
    }

    private static DimensionTable vpaFunctions() {
        List<List<Object>> rows = new ArrayList<>();
        for (VpaHcalls.Function function : VpaHcalls.Function.values()) {
            rows.add(List.of(function.flags(), lowerCase(function)));
        }
        return new DimensionTable(
                "dim_vpa_function",
                "What H_REGISTER_VPA is asked to do.",
                List.of(number("flags", "UBIGINT", "value of R4"), NAME),
                rows);
    }

    private static DimensionTable faultCauses() {
        return new DimensionTable(
                "dim_fault_cause",
                "A cause bit of HDSISR, or of the machine state that a fetch's exit leaves; Power ISA 3.1, III 7.5.16.",
                List.of(
                        number("bit", "UBIGINT", "the bit"),
                        NAME,
                        new DimensionColumn("is_access", "BOOLEAN", "whether it tells what the access was")),
                List.of(
                        List.of(TranslationFault.NO_TRANSLATION, "no translation", false),
                        List.of(TranslationFault.NO_EXECUTE, "no execute", false),
                        List.of(TranslationFault.PROTECTION, "protection", false),
                        List.of(TranslationFault.STORE, "store", true),
                        List.of(TranslationFault.UNSUPPORTED, "unsupported tree", false),
                        List.of(TranslationFault.PROCESS_TABLE, "process table", false)));
    }

    private static DimensionTable stateFormats() {
        List<List<Object>> rows = new ArrayList<>();
        for (StateFormat format : StateFormat.values()) {
            boolean hasValues = format.hasValues();
            rows.add(List.of(format.number(), lowerCase(format), hasValues, format.says()));
        }
        return new DimensionTable(
                "dim_state_format",
                "A layout of transferred state.",
                List.of(
                        number("format", "INTEGER", "number that state_transferred carries"),
                        NAME,
                        new DimensionColumn("has_values", "BOOLEAN", "whether values travel, not ids and sizes alone"),
                        says("what it is")),
                rows);
    }

    private static DimensionColumn number(String name, String type, String says) {
        return new DimensionColumn(name, type, says);
    }

    private static DimensionColumn says(String says) {
        return new DimensionColumn("says", "VARCHAR", says);
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
