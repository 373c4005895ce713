package dev.nestor.tidy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.nestor.tidy.sample.Leaf;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The conditions of {@link ArchitectureTest} see what breaks them. */
class ArchitectureRulesTest {

    private static final JavaClasses SAMPLES = new ClassFileImporter()
            .importClasses(Leaf.class, Chance.class, Unordered.class, Defaults.class, Ends.class, Fine.class);

    @Test
    void wrongDirectionIsFound() {
        String upper = "dev.nestor.tidy";
        String lower = "dev.nestor.tidy.sample";
        assertTrue(direction(List.of(upper, lower)).getFailureReport().isEmpty());
        assertEquals(
                1,
                direction(List.of(lower, upper)).getFailureReport().getDetails().size());
        assertTrue(direction(List.of(upper)).getFailureReport().toString().contains("does not list"));
    }

    private static EvaluationResult direction(List<String> order) {
        return classes()
                .should(House.importOnlyWhatStandsAbove("dev.nestor", order))
                .evaluate(SAMPLES.that(equivalentTo(Leaf.class)));
    }

    @Test
    void clocksAndChanceAreFound() {
        assertFound(BannedCall.CHANCE_CLOCKS_THREADS, Chance.class, "nanoTime", "Random", "Math.sin");
    }

    @Test
    void unorderedCollectionsAreFound() {
        assertFound(BannedCall.UNORDERED, Unordered.class, "HashMap.<init>", "Map.of", "groupingBy");
    }

    @Test
    void defaultSettingsAreFound() {
        assertFound(BannedCall.DEFAULT_CHARSET_LOCALE_ZONE, Defaults.class, "getBytes", "toLowerCase", "String.format");
    }

    @Test
    void endsOfTheProcessAreFound() {
        // The trace is printed through a subtype of Throwable.
        assertFound(BannedCall.ENDS_OR_PRINTS, Ends.class, "System.exit", "printStackTrace");
    }

    @Test
    void orderedAndNamedThingsPass() {
        for (List<BannedCall> banned : List.of(
                BannedCall.CHANCE_CLOCKS_THREADS,
                BannedCall.UNORDERED,
                BannedCall.DEFAULT_CHARSET_LOCALE_ZONE,
                BannedCall.ENDS_OR_PRINTS)) {
            assertEquals(List.of(), report(banned, Fine.class));
        }
    }

    /** One finding per call named, in any order, and not one more. */
    private static void assertFound(List<BannedCall> banned, Class<?> sample, String... calls) {
        List<String> found = report(banned, sample);
        for (String call : calls) {
            assertEquals(1, found.stream().filter(line -> line.contains(call)).count(), call + " in " + found);
        }
        assertEquals(calls.length, found.size(), found::toString);
    }

    private static List<String> report(List<BannedCall> banned, Class<?> sample) {
        ArchRule rule = noClasses().should(BannedCall.reach(banned));
        return rule.evaluate(SAMPLES.that(equivalentTo(sample)))
                .getFailureReport()
                .getDetails();
    }

    static final class Chance {
        long now() {
            return System.nanoTime();
        }

        Object random() {
            return new java.util.Random(1);
        }

        double rounded() {
            return Math.sin(1);
        }
    }

    static final class Unordered {
        Map<Integer, Integer> empty() {
            return new java.util.HashMap<>();
        }

        Map<Integer, Integer> one() {
            return Map.of(1, 2);
        }

        Map<Integer, List<Integer>> grouped(List<Integer> numbers) {
            return numbers.stream().collect(Collectors.groupingBy(number -> number % 2));
        }
    }

    static final class Defaults {
        final UnaryOperator<String> lower = String::toLowerCase;

        byte[] bytes() {
            return "x".getBytes();
        }

        String decimal() {
            return String.format("%d", 1);
        }
    }

    static final class Ends {
        void exit() {
            System.exit(1);
        }

        void trace() {
            new IllegalStateException().printStackTrace();
        }
    }

    static final class Fine {
        final Supplier<Map<Integer, Integer>> order = TreeMap::new;
        final Set<Thread.State> states = EnumSet.of(Thread.State.NEW);

        String lower() {
            return String.format(java.util.Locale.ROOT, "%.3f", Math.sqrt(2)).toLowerCase(java.util.Locale.ROOT);
        }

        byte[] bytes() {
            return "x".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
