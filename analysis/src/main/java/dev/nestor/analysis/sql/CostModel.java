package dev.nestor.analysis.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * What work is taken to cost, as published: the table {@code cost_model}. The machine's L0 takes no time, and Nestor
 * measures no hardware; so a cost is a count times a parameter that anybody can read, doubt and change.
 *
 * @param parameters each parameter once, in the order in which they are shown
 */
public record CostModel(List<Parameter> parameters) {

    /**
     * One parameter.
     *
     * @param name as views and the command line call it
     * @param value modelled cycles for one of what it prices
     * @param unit what one is
     * @param reason why that value
     */
    public record Parameter(String name, double value, String unit, String reason) {}

    /** The model that ships: orders of magnitude for a 64-bit server processor, each with its reason. */
    public static final CostModel PUBLISHED = new CostModel(List.of(
            new Parameter("l2_instruction", 1, "cycles per instruction", "one a cycle: the scale of everything else"),
            new Parameter("l1_instruction", 1, "cycles per instruction", "the same processor as the L2's"),
            new Parameter(
                    "l2_switch",
                    1500,
                    "cycles per exit",
                    "two drained pipelines, some 100 registers exchanged, ids set and synchronised"),
            new Parameter(
                    "hcall",
                    400,
                    "cycles per hypercall",
                    "sc 1 and back: two drained pipelines, registers saved, dispatch"),
            new Parameter("element", 8, "cycles per element", "a table look-up, checks, one load, one store"),
            new Parameter("byte", 0.125, "cycles per byte", "one doubleword a cycle, from cache to cache"),
            new Parameter("table_read", 20, "cycles per table entry", "a load from the second-level cache")));

    /** The model has its parameters once and for all. */
    public CostModel {
        parameters = List.copyOf(parameters);
    }

    /**
     * This model with one parameter changed.
     *
     * @param change {@code name=value}, the value at least 0
     * @throws IllegalArgumentException one line, when there is no such parameter or no such value
     */
    public CostModel with(String change) {
        int equals = change.indexOf('=');
        String name = equals < 0 ? change : change.substring(0, equals);
        double value = valueOf(change, equals);
        List<Parameter> changed = new ArrayList<>();
        boolean found = false;
        for (Parameter parameter : parameters) {
            boolean isIt = parameter.name().equals(name);
            found |= isIt;
            changed.add(isIt ? new Parameter(name, value, parameter.unit(), "given on the command line") : parameter);
        }
        if (!found) {
            List<String> names = parameters.stream().map(Parameter::name).toList();
            throw new IllegalArgumentException(
                    "the cost model has no parameter \"" + name + "\"; it has " + String.join(", ", names));
        }
        return new CostModel(changed);
    }

    /** Creates the table, or replaces it. */
    public void createIn(DuckDbSession session) {
        session.execute(
                "CREATE OR REPLACE TABLE cost_model (parameter VARCHAR, value DOUBLE, unit VARCHAR, reason VARCHAR)");
        session.insert(
                "cost_model",
                parameters.stream()
                        .map(each -> List.of(each.name(), each.value(), each.unit(), each.reason()))
                        .toList());
    }

    private static double valueOf(String change, int equals) {
        try {
            double value = equals < 0 ? Double.NaN : Double.parseDouble(change.substring(equals + 1));
            if (value >= 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(refusalOf(change), e);
        }
        throw new IllegalArgumentException(refusalOf(change));
    }

    private static String refusalOf(String change) {
        return "\"" + change + "\" is no cost: write NAME=CYCLES, such as hcall=400";
    }
}
