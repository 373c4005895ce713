package dev.nestor.cli;

import dev.nestor.emulator.event.EventType;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what happened, a line for each event. */
@Command(
        name = "events",
        description = {
            "Lists what happened, a line for each event.",
            "A line has the event's place in the run, the moment (attempted instructions plus idle time), its name and"
                    + " its values, with names for numbers and cut to 120 characters; --wide shows everything."
        },
        footer = {
            "",
            "Examples:",
            "  nestor events hello-v2 --limit 20",
            "  nestor events hello-v2 --type hcall_entered,hcall_returned --from 100 --to 200",
            "",
            "Exit codes: 0 listed, 2 no such recording or event, 3 recording damaged, too old or too new."
        })
final class EventsCommand extends Subcommand {

    @Parameters(paramLabel = "DIR", description = "A recording.")
    private Path directory = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "NAME",
            split = ",",
            description = "Only events of that name; several with commas or by repeating the option.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--from", paramLabel = "N", defaultValue = "0", description = "First place in the run.")
    private long from;

    @Option(names = "--to", paramLabel = "N", description = "Last place in the run.")
    private long to = Long.MAX_VALUE;

    @Option(names = "--limit", paramLabel = "N", description = "Most lines.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--wide", description = "Every column as a number, and the first bytes of a payload.")
    private boolean isWide;

    @Override
    ExitCode run(Terminal terminal) {
        List<EventType> types = types();
        if (from < 0 || to < from || limit < 0) {
            throw new UserFault("--from, --to and --limit count from 0, and --from is not behind --to");
        }
        try (Recording recording = Recording.openLazily(directory)) {
            terminal.print(EventLine.heading());
            EventCursor event = recording.events();
            long lines = 0;
            boolean isThere = event.seek(from);
            while (isThere && event.sequence() <= to && lines < limit) {
                if (types.contains(event.type())) {
                    terminal.print(line(event));
                    lines++;
                    isThere = !terminal.out().checkError() && event.next();
                } else {
                    isThere = event.next();
                }
            }
        }
        return ExitCode.DONE;
    }

    private String line(EventCursor event) {
        return isWide
                ? EventLine.wide(
                        event.type(),
                        event.sequence(),
                        event.moment(),
                        event.values(),
                        event.payload(),
                        event.payloadOffset(),
                        event.payloadLength())
                : EventLine.narrow(
                        event.type(), event.sequence(), event.moment(), event.values(), event.payloadLength());
    }

    private List<EventType> types() {
        if (names.isEmpty()) {
            return EventType.all();
        }
        List<EventType> types = new ArrayList<>();
        for (String name : names) {
            types.add(EventType.all().stream()
                    .filter(type -> type.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new UserFault("--type: there is no event \"" + name + "\"; there are "
                            + String.join(
                                    ", ",
                                    EventType.all().stream()
                                            .map(EventType::name)
                                            .toList()))));
        }
        return types;
    }
}
