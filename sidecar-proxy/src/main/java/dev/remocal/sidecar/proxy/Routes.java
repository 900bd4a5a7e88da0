package dev.remocal.sidecar.proxy;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The table in force. A change is one swap: requests whose head is complete before it keep the route they have. */
@Singleton
public class Routes {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Set<Integer> passedBy = ConcurrentHashMap.newKeySet();
    private volatile RouteTable table = RouteTable.empty();

    public RouteTable current() {
        return table;
    }

    public void publish(RouteTable next) {
        table = next;
        listeners.forEach(Runnable::run);
    }

    /** Whether nothing of this app can be routed, for it stays where its callers reach it themselves. */
    public boolean isPassedBy(int app) {
        return passedBy.contains(app);
    }

    void passBy(int app) {
        passedBy.add(app);
    }

    void noLongerPassBy(int app) {
        passedBy.remove(app);
    }

    /** Calls it after every change, on the thread that made it. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
