package dev.nestor.cli;

import dev.nestor.analysis.sql.CostModel;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that changes what work is taken to cost. */
final class CostOptions {

    @Option(
            names = "--cost",
            paramLabel = "NAME=CYCLES",
            description = "Changes a parameter of the cost model, the table cost_model; repeat it for several.")
    private List<String> changes = new ArrayList<>();

    /**
     * The published model with these changes.
     *
     * @throws UserFault when there is no such parameter, or no such value
     */
    CostModel model() {
        CostModel model = CostModel.PUBLISHED;
        try {
            for (String change : changes) {
                model = model.with(change);
            }
        } catch (IllegalArgumentException e) {
            throw new UserFault("--cost: " + e.getMessage(), e);
        }
        return model;
    }
}
