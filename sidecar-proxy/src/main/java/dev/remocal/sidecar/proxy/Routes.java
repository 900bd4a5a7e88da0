package dev.remocal.sidecar.proxy;

import jakarta.inject.Singleton;

/** The table in force. A change is one swap: requests whose head is complete before it keep the route they have. */
@Singleton
public class Routes {

    private volatile RouteTable table = RouteTable.empty();

    public RouteTable current() {
        return table;
    }

    public void publish(RouteTable next) {
        table = next;
    }
}
