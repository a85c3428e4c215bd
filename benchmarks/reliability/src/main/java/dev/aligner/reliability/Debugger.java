package dev.aligner.reliability;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassNotLoadedException;
import com.sun.jdi.ClassType;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.Location;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Faults inside the service that nothing outside it could cause: the engine's thread hangs, dies of an error, computes with
 * an index that is out of range. Done as a debugger does, to the process as it is shipped.
 */
final class Debugger implements AutoCloseable {
    private static final String ENGINE = "aligner-engine";
    private static final String STEP = "dev.aligner.engine.torch.StepArguments";

    /** Beyond every cache: the program gets as far as the first layer's attention, and fails there. */
    private static final long NO_SLOT = 1_000_000_000;

    private static final Duration STEP_COMES = Duration.ofSeconds(30);

    private final VirtualMachine machine;

    private Debugger(VirtualMachine machine) {
        this.machine = machine;
    }

    /** What a process is started with to be attached to. */
    static String option(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    static Debugger attach(int port) throws IOException {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
        Objects.requireNonNull(arguments.get("port")).setValue(String.valueOf(port));
        try {
            return new Debugger(connector.attach(arguments));
        } catch (IllegalConnectorArgumentsException e) {
            throw new IOException(e);
        }
    }

    /** The engine's thread does nothing more, wherever it is. */
    void hangEngine() throws IOException {
        engine().suspend();
    }

    private ThreadReference engine() throws IOException {
        return machine.allThreads().stream()
                .filter(thread -> thread.name().equals(ENGINE))
                .findFirst()
                .orElseThrow(() -> new IOException("no thread " + ENGINE + " (expected: one)"));
    }

    /** An error comes out of the next step, as where there is no native memory. */
    void crashEngine() throws Exception {
        BreakpointRequest steps = atEachStep();
        BreakpointEvent step = next();
        try {
            ClassType error = (ClassType)
                    machine.classesByName("java.lang.OutOfMemoryError").get(0);
            ObjectReference thrown = error.newInstance(
                    step.thread(),
                    error.concreteMethodByName("<init>", "()V"),
                    List.of(),
                    ObjectReference.INVOKE_SINGLE_THREADED);
            step.thread().stop(thrown);
        } finally {
            steps.disable();
            machine.eventRequestManager().deleteEventRequest(steps);
            step.thread().resume();
        }
    }

    /**
     * Spoils so many steps. Of so many in a row that fail one is left to be well, or the engine would take the
     * model for broken. Each fails in native code, in the middle of a forward pass.
     */
    void spoilSteps(int inARow, int number) throws Exception {
        BreakpointRequest steps = atEachStep();
        int spoiled = 0;
        int row = 0;
        ObjectReference last = null;
        try {
            while (spoiled < number) {
                EventSet events = machine.eventQueue().remove(100);
                if (events == null) {
                    continue;
                }
                for (Event event : events) {
                    if (event instanceof BreakpointEvent step) {
                        ObjectReference now = step.thread().frame(0).thisObject();
                        if (!now.equals(last)) {
                            last = now;
                            row = row == inARow ? 0 : row + 1;
                            if (row > 0) {
                                spoil(now);
                                spoiled++;
                            }
                        }
                    }
                }
                events.resume();
            }
        } finally {
            machine.eventRequestManager().deleteEventRequest(steps);
            // what had been reported before holds its thread
            for (EventSet rest = machine.eventQueue().remove(100);
                    rest != null;
                    rest = machine.eventQueue().remove(100)) {
                rest.resume();
            }
        }
    }

    private void spoil(ObjectReference step) throws InvalidTypeException, ClassNotLoadedException {
        ArrayReference slots =
                (ArrayReference) step.getValue(step.referenceType().fieldByName("slots"));
        slots.setValue(0, machine.mirrorOf(NO_SLOT));
    }

    /** Where a step's arguments are handed over, on the engine's thread. */
    private BreakpointRequest atEachStep() throws IOException {
        ReferenceType type = machine.classesByName(STEP).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("no class " + STEP + " (expected: loaded)"));
        Location entry = type.methodsByName("tokens").get(0).location();
        BreakpointRequest request = machine.eventRequestManager().createBreakpointRequest(entry);
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
        return request;
    }

    private BreakpointEvent next() throws IOException, InterruptedException {
        EventSet events = machine.eventQueue().remove(STEP_COMES.toMillis());
        while (events != null) {
            for (Event event : events) {
                if (event instanceof BreakpointEvent step) {
                    return step;
                }
            }
            events = machine.eventQueue().remove(STEP_COMES.toMillis());
        }
        throw new IOException("no step within " + STEP_COMES + " (expected: work under way)");
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // its process has ended
        }
    }
}
