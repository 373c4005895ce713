package dev.nestor.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The fences of the house, read from the compiled classes of all modules. */
class ArchitectureTest {

    private static final String EMULATOR = "dev.nestor.emulator..";
    private static final String RECORDER = "dev.nestor.recorder..";
    private static final String REPLAYER = "dev.nestor.replayer..";
    private static final String ANALYSIS = "dev.nestor.analysis..";
    private static final String CLI = "dev.nestor.cli..";

    /** Fewer classes than this and a rule would pass by looking at nothing. */
    private static final Map<String, Integer> CLASSES_MIN =
            Map.of(EMULATOR, 60, RECORDER, 10, REPLAYER, 5, ANALYSIS, 10, CLI, 8);

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // The emulator's conformance cases come as a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.nestor");

    @Test
    void seesEveryModule() {
        CLASSES_MIN.forEach((module, min) -> {
            int seen = CLASSES.that(resideInAPackage(module)).size();
            assertTrue(seen >= min, () -> "only " + seen + " classes of " + module + " on the class path, not " + min);
        });
    }

    @Test
    void packagesImportOnlyWhatStandsAboveThem() {
        check(classes()
                .should(House.importOnlyWhatStandsAbove("dev.nestor", House.ORDER))
                .because("dependencies run one way; move the class, or list a new package in House.ORDER"));
    }

    @Test
    void emulatorDependsOnNoLibrary() {
        check(classes()
                .that()
                .resideInAPackage(EMULATOR)
                .and(not(resideInAPackage("dev.nestor.emulator.translate")))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "dev.nestor.emulator..", "org.jspecify.."))
                .because("the machine is a function; only translate may use ASM"));
    }

    @Test
    void chronicleLivesBehindOneClass() {
        check(keptTo("dev.nestor.recorder.log.ChronicleStore", "net.openhft.."));
        assertTrue(
                CLASSES.contain("dev.nestor.recorder.log.ChronicleStore"),
                "ChronicleStore is the single class that knows Chronicle Queue");
    }

    @Test
    void librariesStayInTheirRooms() {
        check(keptToPackage(ANALYSIS, "org.apache.arrow..", "org.duckdb..", "java.sql.."));
        check(keptToPackage("dev.nestor.emulator.translate", "org.objectweb.asm.."));
        check(keptToPackage(CLI, "picocli.."));
    }

    @Test
    void onlyTheCommandPrintsAndExits() {
        check(noClasses()
                .that(not(resideInAPackage(CLI)))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("libraries are silent: return it, state it as an event or throw it"));
        check(noClasses()
                .that(not(resideInAPackage(CLI)))
                .should(BannedCall.reach(BannedCall.ENDS_OR_PRINTS))
                .because("only the command ends the process"));
    }

    @Test
    void machineAndReplayKnowNoChance() {
        check(noClasses()
                .that(resideInAnyPackage(EMULATOR, REPLAYER))
                .should(BannedCall.reach(BannedCall.CHANCE_CLOCKS_THREADS))
                .because("the same inputs give the same bits"));
    }

    @Test
    void machineAndReplayIterateInOrder() {
        check(noClasses()
                .that(resideInAnyPackage(EMULATOR, REPLAYER))
                .should(BannedCall.reach(BannedCall.UNORDERED))
                .because("the same inputs give the same bits"));
    }

    @Test
    void nothingDependsOnTheSettingsOfTheHost() {
        check(noClasses()
                .should(BannedCall.reach(BannedCall.DEFAULT_CHARSET_LOCALE_ZONE))
                .because("the same bits come out under every locale, charset and time zone"));
    }

    @Test
    void staticsAreFinal() {
        check(fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("state lives in objects that are saved and digested, never in a class"));
    }

    private static ArchRule keptTo(String user, String library) {
        return noClasses()
                .that(not(DescribedPredicate.describe(user, type -> isOrIsInside(type, user))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("a library lives behind one class or room of ours");
    }

    private static ArchRule keptToPackage(String room, String... libraries) {
        return noClasses()
                .that(not(resideInAPackage(room)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .because("a library lives in one room");
    }

    private static boolean isOrIsInside(JavaClass type, String outer) {
        return type.getName().equals(outer) || type.getName().startsWith(outer + "$");
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
