package dev.nestor.tidy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** Where every package stands. A package may import only packages that stand above it. */
final class House {

    /** The packages in order: the four modules one after the other, each with its front door last. */
    static final List<String> ORDER = List.of(
            "dev.nestor.emulator.arch",
            "dev.nestor.emulator.event",
            "dev.nestor.emulator.input",
            "dev.nestor.emulator.state",
            "dev.nestor.emulator.memory",
            "dev.nestor.emulator.cpu",
            "dev.nestor.emulator.binary",
            "dev.nestor.emulator.decimal",
            "dev.nestor.emulator.mmu",
            "dev.nestor.emulator.isa",
            "dev.nestor.emulator.isa.fixedpoint",
            "dev.nestor.emulator.isa.floatingpoint",
            "dev.nestor.emulator.isa.vector",
            "dev.nestor.emulator.isa.system",
            "dev.nestor.emulator.interpret",
            "dev.nestor.emulator.translate",
            "dev.nestor.emulator.papr",
            "dev.nestor.emulator.fault",
            "dev.nestor.emulator.platform",
            "dev.nestor.emulator.hypervisor.partition",
            "dev.nestor.emulator.hypervisor.nested",
            "dev.nestor.emulator.hypervisor.nested.v1",
            "dev.nestor.emulator.hypervisor.nested.v2",
            "dev.nestor.emulator.hypervisor",
            "dev.nestor.emulator",
            "dev.nestor.recorder.codec",
            "dev.nestor.recorder.log",
            "dev.nestor.recorder.keyframe",
            "dev.nestor.recorder.pack",
            "dev.nestor.recorder",
            "dev.nestor.replayer.verify",
            "dev.nestor.replayer.timeline",
            "dev.nestor.replayer.explain",
            "dev.nestor.replayer.debug",
            "dev.nestor.replayer",
            "dev.nestor.analysis.arrow",
            "dev.nestor.analysis.sql",
            "dev.nestor.analysis.report",
            "dev.nestor.analysis.compare",
            "dev.nestor.analysis.page",
            "dev.nestor.analysis.export",
            "dev.nestor.analysis.reference",
            "dev.nestor.analysis",
            "dev.nestor.cli");

    private House() {}

    /** Holds when all that a class uses of the project stands above its own package, which also rules out cycles. */
    static ArchCondition<JavaClass> importOnlyWhatStandsAbove(String project, List<String> order) {
        return new ArchCondition<>("import only packages above their own") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                int place = order.indexOf(user.getPackageName());
                if (place < 0) {
                    String fault = user.getName() + " stands in a package that the house does not list";
                    events.add(SimpleConditionEvent.violated(user, fault));
                    return;
                }
                user.getDirectDependenciesFromSelf().stream()
                        .filter(use -> isOrLivesIn(use.getTargetClass().getPackageName(), project))
                        .filter(use -> order.indexOf(use.getTargetClass().getPackageName()) > place)
                        .forEach(use -> events.add(SimpleConditionEvent.violated(user, use.getDescription())));
            }
        };
    }

    private static boolean isOrLivesIn(String name, String parent) {
        return name.equals(parent) || name.startsWith(parent + ".");
    }
}
