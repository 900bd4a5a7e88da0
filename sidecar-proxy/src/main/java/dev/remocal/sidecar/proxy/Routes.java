package dev.remocal.sidecar.proxy;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The table in force. A change is one swap: requests whose head is complete before it keep the route they have. */
@Singleton
public class Routes {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile RouteTable table = RouteTable.empty();

    public RouteTable current() {
        return table;
    }

    public void publish(RouteTable next) {
        table = next;
        listeners.forEach(Runnable::run);
    }

    /** Calls it after every change, on the thread that made it. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
