@echo off
rem Starts the remocal command with the runtime beside it; also as kubectl-remocal, which makes it `kubectl remocal`.
setlocal
set "HOME_FOLDER=%~dp0.."
"%HOME_FOLDER%\runtime\bin\java" "@%HOME_FOLDER%\app\cli.jvmargs" "-XX:AOTCache=%HOME_FOLDER%\app\app.aot" -jar "%HOME_FOLDER%\app\quarkus-run.jar" %*
exit /b %ERRORLEVEL%
