package dev.nestor.tidy;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something of the JDK that would make two runs differ.
 *
 * @param owner the class, by full name
 * @param names its methods, {@code <init>} for a constructor; none stands for all of them
 * @param parameters the full names of the parameter types of the one overload that is meant, or null for every overload
 * @param instead what to use
 */
record BannedCall(String owner, Set<String> names, List<String> parameters, String instead) {

    private static final String TIME = "time is the moment; wall time comes in by a door";
    private static final String CHANCE = "chance comes from the seed in the configuration";
    private static final String THREADS = "the machine has one thread";
    private static final String ORDER = "its order changes from run to run: take a list, EnumMap or LinkedHashMap";
    private static final String CHARSET = "name the charset";
    private static final String LOCALE = "name Locale.ROOT";
    private static final String ZONE = "name the zone";
    private static final String SETTINGS = "what a run depends on stands in its configuration";

    private static final String STRING = "java.lang.String";
    private static final String COLLECTORS = "java.util.stream.Collectors";
    private static final String FUNCTION = "java.util.function.Function";
    private static final String OBJECTS = "[Ljava.lang.Object;";

    /** Chance, clocks, threads and settings of the host: banned where a recording must come out the same. */
    static final List<BannedCall> CHANCE_CLOCKS_THREADS = Stream.of(
                    any("java.lang.System", TIME, "currentTimeMillis", "nanoTime"),
                    any("java.time.Clock", TIME),
                    any("java.time.Instant", TIME, "now"),
                    any("java.time.LocalDate", TIME, "now"),
                    any("java.time.LocalTime", TIME, "now"),
                    any("java.time.LocalDateTime", TIME, "now"),
                    any("java.time.OffsetDateTime", TIME, "now"),
                    any("java.time.ZonedDateTime", TIME, "now"),
                    only("java.util.Date", TIME, "<init>"),
                    any("java.util.Random", CHANCE),
                    any("java.util.SplittableRandom", CHANCE),
                    any("java.util.random.RandomGenerator", CHANCE),
                    any("java.util.concurrent.ThreadLocalRandom", CHANCE),
                    any("java.security.SecureRandom", CHANCE),
                    any("java.lang.Math", CHANCE, "random"),
                    any("java.lang.StrictMath", CHANCE, "random"),
                    any("java.util.UUID", CHANCE, "randomUUID"),
                    any("java.util.Collections", CHANCE, "shuffle"),
                    any("java.lang.System", "an identity is an address in disguise", "identityHashCode"),
                    any("java.lang.Thread", THREADS),
                    any("java.util.Timer", THREADS),
                    any("java.util.concurrent.Executors", THREADS),
                    any("java.util.concurrent.ForkJoinPool", THREADS),
                    any("java.util.concurrent.CompletableFuture", THREADS),
                    any("java.util.Collection", THREADS, "parallelStream"),
                    any("java.util.stream.BaseStream", THREADS, "parallel"),
                    any("java.lang.System", SETTINGS, "getProperty", "getProperties", "getenv", "lineSeparator"),
                    any("java.lang.Integer", SETTINGS, "getInteger"),
                    any("java.lang.Long", SETTINGS, "getLong"),
                    any("java.lang.Boolean", SETTINGS, "getBoolean"),
                    any(
                            "java.lang.Math",
                            "only StrictMath fixes the result",
                            ("sin cos tan asin acos atan atan2 sinh cosh tanh "
                                            + "exp expm1 log log10 log1p pow cbrt hypot")
                                    .split(" ")))
            .toList();

    /** Collections whose order of iteration nobody promises. */
    static final List<BannedCall> UNORDERED = List.of(
            any("java.util.HashMap", ORDER),
            any("java.util.HashSet", ORDER),
            any("java.util.IdentityHashMap", ORDER),
            any("java.util.WeakHashMap", ORDER),
            any("java.util.Hashtable", ORDER),
            any("java.util.concurrent.ConcurrentHashMap", ORDER),
            any("java.util.Map", ORDER, "of", "ofEntries", "copyOf"),
            any("java.util.Set", ORDER, "of", "copyOf"),
            any(
                    COLLECTORS,
                    ORDER,
                    "toSet",
                    "toUnmodifiableSet",
                    "toUnmodifiableMap",
                    "groupingByConcurrent",
                    "toConcurrentMap"),
            overload(COLLECTORS, ORDER, "toMap", FUNCTION, FUNCTION),
            overload(COLLECTORS, ORDER, "toMap", FUNCTION, FUNCTION, "java.util.function.BinaryOperator"),
            overload(COLLECTORS, ORDER, "groupingBy", FUNCTION),
            overload(COLLECTORS, ORDER, "groupingBy", FUNCTION, "java.util.stream.Collector"));

    /** What the host's settings for text and place change; banned everywhere. */
    static final List<BannedCall> DEFAULT_CHARSET_LOCALE_ZONE = List.of(
            overload(STRING, CHARSET, "getBytes"),
            overload(STRING, CHARSET, "<init>", "[B"),
            overload(STRING, CHARSET, "<init>", "[B", "int", "int"),
            overload("java.io.ByteArrayOutputStream", CHARSET, "toString"),
            overload("java.io.InputStreamReader", CHARSET, "<init>", "java.io.InputStream"),
            overload("java.io.OutputStreamWriter", CHARSET, "<init>", "java.io.OutputStream"),
            overload("java.io.FileReader", CHARSET, "<init>", STRING),
            overload("java.io.FileReader", CHARSET, "<init>", "java.io.File"),
            overload("java.io.FileWriter", CHARSET, "<init>", STRING),
            overload("java.io.FileWriter", CHARSET, "<init>", "java.io.File"),
            overload("java.io.PrintStream", CHARSET, "<init>", "java.io.OutputStream"),
            overload("java.io.PrintStream", CHARSET, "<init>", "java.io.OutputStream", "boolean"),
            overload("java.io.PrintWriter", CHARSET, "<init>", "java.io.OutputStream"),
            overload("java.util.Scanner", CHARSET, "<init>", "java.io.InputStream"),
            any("java.nio.charset.Charset", CHARSET, "defaultCharset"),
            overload(STRING, LOCALE, "format", STRING, OBJECTS),
            overload(STRING, LOCALE, "formatted", OBJECTS),
            overload(STRING, LOCALE, "toLowerCase"),
            overload(STRING, LOCALE, "toUpperCase"),
            overload("java.io.PrintStream", LOCALE, "printf", STRING, OBJECTS),
            overload("java.io.PrintStream", LOCALE, "format", STRING, OBJECTS),
            overload("java.io.PrintWriter", LOCALE, "printf", STRING, OBJECTS),
            overload("java.io.PrintWriter", LOCALE, "format", STRING, OBJECTS),
            overload("java.util.Formatter", LOCALE, "<init>"),
            overload("java.util.Formatter", LOCALE, "<init>", "java.lang.Appendable"),
            overload("java.text.DecimalFormat", LOCALE, "<init>", STRING),
            overload("java.text.NumberFormat", LOCALE, "getInstance"),
            overload("java.text.NumberFormat", LOCALE, "getIntegerInstance"),
            overload("java.text.SimpleDateFormat", LOCALE, "<init>", STRING),
            overload("java.time.format.DateTimeFormatter", LOCALE, "ofPattern", STRING),
            any("java.util.Locale", LOCALE, "getDefault"),
            any("java.time.ZoneId", ZONE, "systemDefault"),
            any("java.util.TimeZone", ZONE, "getDefault"),
            any("java.time.Clock", ZONE, "systemDefaultZone"));

    /** Who ends the process or writes to its streams takes that choice from the caller. */
    static final List<BannedCall> ENDS_OR_PRINTS = List.of(
            any("java.lang.System", "throw: the command decides", "exit"),
            any("java.lang.Runtime", "throw: the command decides", "exit", "halt"),
            overload("java.lang.Throwable", "throw it on, with its cause", "printStackTrace"));

    /** Named methods of a class, in every overload; without names, all that the class has. */
    private static BannedCall any(String owner, String instead, String... names) {
        return new BannedCall(owner, Set.of(names), null, instead);
    }

    /** A method without parameters. */
    private static BannedCall only(String owner, String instead, String name) {
        return new BannedCall(owner, Set.of(name), List.of(), instead);
    }

    private static BannedCall overload(String owner, String instead, String name, String... parameters) {
        return new BannedCall(owner, Set.of(name), List.of(parameters), instead);
    }

    /** Holds when no method of a class, and no method reference in it, reaches one of the calls. */
    static ArchCondition<JavaClass> reach(List<BannedCall> banned) {
        return new ArchCondition<>("reach " + banned.size() + " banned calls") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (JavaCodeUnitAccess<?> access : accessesOf(user)) {
                    banned.stream()
                            .filter(call -> call.matches(access.getTarget()))
                            .map(call -> access.getDescription() + ": " + call.instead())
                            .forEach(message -> events.add(SimpleConditionEvent.satisfied(access, message)));
                }
            }
        };
    }

    private static Set<JavaCodeUnitAccess<?>> accessesOf(JavaClass user) {
        return user.getAccessesFromSelf().stream()
                .filter(JavaCodeUnitAccess.class::isInstance)
                .map(access -> (JavaCodeUnitAccess<?>) access)
                .collect(Collectors.toSet());
    }

    private boolean matches(CodeUnitAccessTarget target) {
        return (names.isEmpty() || names.contains(target.getName()))
                && (parameters == null || parameters.equals(parameterNames(target)))
                && isOwner(target);
    }

    /**
     * A call through a subtype is the same call. Not so a static method: {@code EnumSet.of} keeps the order that {@code
     * Set.of} does not. Where all of a class is banned, its subtypes speak for themselves.
     */
    private boolean isOwner(CodeUnitAccessTarget target) {
        JavaClass called = target.getOwner();
        return called.getName().equals(owner)
                || (!names.isEmpty() && called.isAssignableTo(owner) && !isStatic(target));
    }

    private static boolean isStatic(CodeUnitAccessTarget target) {
        return target.resolveMember()
                .filter(member -> member.getModifiers().contains(JavaModifier.STATIC))
                .isPresent();
    }

    private static List<String> parameterNames(CodeUnitAccessTarget target) {
        return target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
    }
}
