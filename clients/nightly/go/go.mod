module example.org/capaian/program

go 1.23

require example.org/capaian/client v0.0.0

replace example.org/capaian/client => ./capaian
