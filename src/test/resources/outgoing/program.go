// What a developer of payments runs: configured by the pod's environment and files, it asks its neighbours by their names
// for each request. Built without cgo, it resolves names itself. Environment of its own: LISTEN.
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

func catalog() (string, error) {
	response, err := http.Get(os.Getenv("SHOP_CATALOG_URL") + "/hello")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ ServedBy string }
	err = json.NewDecoder(response.Body).Decode(&answer)
	return answer.ServedBy, err
}

var priorKnowledge = http.Client{Transport: func() *http.Transport {
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	return transport
}()}

func rates() (string, error) {
	request, err := http.NewRequest("POST", "http://"+os.Getenv("SHOP_RATES")+"/remocal.Echo/Unary",
		bytes.NewReader([]byte("\x00\x00\x00\x00\x03ada")))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("TE", "trailers")
	response, err := priorKnowledge.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	message, err := io.ReadAll(response.Body)
	if err != nil || len(message) < 5 {
		return "", err
	}
	return string(message[5:]), nil
}

func ledger() (string, error) {
	connection, err := net.Dial("tcp", os.Getenv("SHOP_LEDGER"))
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if _, err = connection.Write([]byte{0, 0, 0, 8, 4, 210, 22, 47}); err != nil {
		return "", err
	}
	answer := make([]byte, 1)
	_, err = io.ReadFull(connection, answer)
	return string(answer), err
}

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		answer := map[string]string{"servedBy": "local-go", "region": os.Getenv("SHOP_REGION")}
		currency, err := os.ReadFile(os.Getenv("REMOCAL_ROOT") + "/etc/payments/currency")
		answer["currency"] = strings.TrimSpace(string(currency))
		if err != nil {
			answer["problem"] = err.Error()
		}
		for name, ask := range map[string]func() (string, error){"http": catalog, "grpc": rates, "tcp": ledger} {
			answer[name], err = ask()
			if err != nil {
				answer["problem"] = err.Error()
			}
		}
		body, _ := json.Marshal(answer)
		response.Header().Set("Content-Type", "application/json")
		response.Write(body)
	})
	if err := http.ListenAndServe("127.0.0.1:"+os.Getenv("LISTEN"), nil); err != nil {
		panic(err)
	}
}
