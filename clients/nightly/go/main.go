// The program of docs/generated-clients.md in Go. Each line of its output is a fact that the run compares.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	capaian "example.org/capaian/client"
)

func main() {
	ctx := context.WithValue(context.Background(), capaian.ContextAPIKeys, map[string]capaian.APIKey{
		"api_key": {Key: os.Getenv("CAPAIAN_KEY")},
	})
	configuration := capaian.NewConfiguration()
	configuration.Servers = capaian.ServerConfigurations{{URL: os.Getenv("CAPAIAN_URL")}}
	client := capaian.NewAPIClient(configuration)

	list := client.TargetsAPI.ListTargets(ctx).Status([]capaian.RecordStatus{capaian.RECORDSTATUS_PUBLISHED}).Limit(4)
	page, _, err := list.Execute()
	check(err)
	fmt.Println("first page:", len(page.Data))
	ids := map[string]bool{}
	pages := 1
	for {
		for _, target := range page.Data {
			ids[target.Id] = true
		}
		if !page.Meta.HasMore {
			break
		}
		page, _, err = list.Cursor(page.Meta.GetNextCursor()).Execute()
		check(err)
		pages++
	}
	fmt.Printf("all pages: %d in %d\n", len(ids), pages)

	input := capaian.NewTargetInput(
		"umkm-onboarded", capaian.NATURE_STOCK, os.Getenv("CAPAIAN_PERIOD"), 40_000_000, "kemenkop-ukm")
	input.SetStatedOn("2022-06-01")
	citation := capaian.NewCitationInput("antara-2021-01-11")
	citation.SetLocator("paragraph 3")
	input.SetCitations([]capaian.CitationInput{*citation})
	key := "generated-" + os.Getenv("CAPAIAN_PERIOD")
	first, _, err := client.TargetsAPI.CreateTarget(ctx).TargetInput(*input).IdempotencyKey(key).Execute()
	check(err)
	second, response, err := client.TargetsAPI.CreateTarget(ctx).TargetInput(*input).IdempotencyKey(key).Execute()
	check(err)
	fmt.Println("created:", first.Id)
	fmt.Println("repeated:", second.Id, response.Header.Get("Idempotent-Replayed"))

	input.SetPeriod("2022-13")
	_, _, err = client.TargetsAPI.CreateTarget(ctx).TargetInput(*input).Execute()
	var apiError *capaian.GenericOpenAPIError
	if !errors.As(err, &apiError) {
		log.Fatal("no error: ", err)
	}
	problem := apiError.Model().(capaian.Problem)
	fmt.Println("problem:", problem.Status, problem.Type, problem.Errors[0].GetPointer())

	changes, _, err := client.ChangesAPI.ListChanges(ctx).Limit(5).Execute()
	check(err)
	fmt.Println("changes:", len(changes.Data))

	file, _, err := client.ExportsAPI.ExportTargetsCsv(ctx).Execute()
	check(err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Scan()
	fmt.Println("csv:", strings.Split(strings.TrimPrefix(lines.Text(), "\ufeff"), ",")[0])
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
