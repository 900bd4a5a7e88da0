package dev.remocal.sidecar.proxy;

import jakarta.enterprise.context.ApplicationScoped;

/** The table in force. A change is one swap: requests whose head is complete before it keep the route they have. */
@ApplicationScoped
public class Routes {

    private volatile RouteTable table = RouteTable.empty();

    public RouteTable current() {
        return table;
    }

    public void publish(RouteTable next) {
        table = next;
    }
}
